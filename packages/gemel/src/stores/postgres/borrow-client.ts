/** Takes a connection out of the pool for one piece of work that cannot last for ever, and never gives back one that is in doubt. */
import { GemelError } from '@gemel/protocol';
import { postgresFault, sqlStateOf } from './postgres-fault.ts';
import type { PostgresClient, PostgresPool } from './postgres-pool.ts';

/** How long somebody waits for an answer. */
export interface Patience {
  readonly timeoutMs: number;
  /** Gives the work up when aborted, and ends its connection. */
  readonly signal?: AbortSignal;
}

/** A connection that is out of the pool. */
interface Loan {
  /** Gives it back, or ends it; what is no longer lent is left alone. */
  end(isBroken: boolean): void;
  /** Leaves it with whoever has it. */
  keep(): void;
}

/**
 * Runs work with a connection. Whoever waits in vain is told so in time; what was sent last may or may not be done.
 *
 * A caller's time counts from the call, a connection's from the beginning of its work: it is ended where it has itself been silent for so
 * long. Were it ended with its caller's patience, then a database that takes most of it to open connections would never answer: each would
 * be ended on the way to its first answer, and the next caller would have to open another.
 *
 * @throws GemelError `store_unavailable`
 */
export function borrowClient<T>(pool: PostgresPool, patience: Patience, work: (client: PostgresClient) => Promise<T>): Promise<T> {
  return withClient(pool, patience, async (client, loan) => {
    const result = await work(client);
    loan.end(false);
    return result;
  });
}

/** As `borrowClient`, but where work succeeds in time, the connection stays with the caller, who releases it. */
export function takeClient(
  pool: PostgresPool,
  patience: Patience,
  work: (client: PostgresClient) => Promise<unknown>,
): Promise<PostgresClient> {
  return withClient(pool, patience, async (client, loan, hasCallerGone) => {
    await work(client);
    if (hasCallerGone()) loan.end(true);
    else loan.keep();
    return client;
  });
}

function withClient<T>(
  pool: PostgresPool,
  { timeoutMs, signal }: Patience,
  work: (client: PostgresClient, loan: Loan, hasCallerGone: () => boolean) => Promise<T>,
): Promise<T> {
  let loan: Loan | undefined;
  let hasCallerGone = false;

  async function begin(): Promise<T> {
    const client = await pool.connect();
    if (hasCallerGone) {
      client.release();
      throw tooLate(timeoutMs);
    }
    loan = lend(client, timeoutMs);
    try {
      return await work(client, loan, () => hasCallerGone);
    } catch (error) {
      loan.end(isFatal(error));
      throw error;
    }
  }

  return new Promise((resolve, reject) => {
    const goAway = (): void => {
      hasCallerGone = true;
      reject(tooLate(timeoutMs));
    };
    const giveUp = (): void => {
      goAway();
      loan?.end(true);
    };
    const timer = setTimeout(goAway, timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    begin()
      .finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      })
      .then(resolve, (error: unknown) => reject(postgresFault(error)));
  });
}

function lend(client: PostgresClient, longestMs: number): Loan {
  const timer = setTimeout(() => end(true), longestMs);
  let isOut = true;
  client.on('error', ignore);

  function keep(): void {
    clearTimeout(timer);
    isOut = false;
  }

  function end(isBroken: boolean): void {
    if (!isOut) return;
    keep();
    if (!isBroken) client.removeListener('error', ignore);
    client.release(isBroken);
  }

  return { end, keep };
}

/** A connection that fails says so twice: to whoever waits for an answer, and as an event that would end the process. */
function ignore(): void {
  // Whoever waits for an answer has heard of it.
}

/** Whether the connection can be used no more: PostgreSQL did not answer, or ended it. */
export function isFatal(error: unknown): boolean {
  if (error instanceof GemelError) return false;
  const sqlState = sqlStateOf(error);
  return sqlState === undefined || sqlState.startsWith('08') || sqlState.startsWith('57P') || sqlState.startsWith('XX');
}

function tooLate(timeoutMs: number): GemelError {
  return new GemelError('store_unavailable', { code: undefined, reason: `No answer within ${timeoutMs / 1000} s.` });
}
