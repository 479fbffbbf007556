/** Takes a connection out of the pool for one piece of work that cannot last for ever, and never gives back one that is in doubt. */
import { GemelError } from '@gemel/protocol';
import { postgresFault, sqlStateOf } from './postgres-fault.ts';
import type { PostgresClient, PostgresPool } from './postgres-pool.ts';

/** How long work may take. */
export interface Patience {
  readonly timeoutMs: number;
  /** Gives the work up when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs work with a connection. Where it has not ended in time, it is given up: the connection is ended, and what was sent last may or
 * may not have been done.
 *
 * @throws GemelError `store_unavailable`
 */
export function borrowClient<T>(pool: PostgresPool, patience: Patience, work: (client: PostgresClient) => Promise<T>): Promise<T> {
  return withClient(pool, patience, work, true);
}

/** As `borrowClient`, but where work succeeds, the connection stays with the caller, who releases it. */
export function takeClient(
  pool: PostgresPool,
  patience: Patience,
  work: (client: PostgresClient) => Promise<unknown>,
): Promise<PostgresClient> {
  return withClient(pool, patience, async (client) => work(client).then(() => client), false);
}

function withClient<T>(
  pool: PostgresPool,
  { timeoutMs, signal }: Patience,
  work: (client: PostgresClient) => Promise<T>,
  isReturned: boolean,
): Promise<T> {
  let borrowed: PostgresClient | undefined;
  let isGivenUp = false;

  function giveBack(isBroken: boolean): void {
    const client = borrowed;
    borrowed = undefined;
    if (client === undefined) return;
    if (!isBroken) client.removeListener('error', ignore);
    client.release(isBroken);
  }

  async function begin(): Promise<T> {
    const client = await pool.connect();
    if (isGivenUp) {
      client.release();
      throw tooLate(timeoutMs);
    }
    borrowed = client;
    client.on('error', ignore);
    try {
      const result = await work(client);
      if (isReturned) giveBack(false);
      return result;
    } catch (error) {
      giveBack(isFatal(error));
      throw error;
    }
  }

  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      isGivenUp = true;
      giveBack(true);
      reject(tooLate(timeoutMs));
    };
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    begin()
      .finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      })
      .then(resolve, (error: unknown) => reject(postgresFault(error)));
  });
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
