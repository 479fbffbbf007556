/** A connection that hears of commits elsewhere, for as long as it has shown that it does; it wakes readers and promises nothing. */
import { takeClient } from './borrow-client.ts';
import { CHANNEL } from './log-entries.ts';
import { AS_TEXT } from './postgres-connection.ts';
import type { PostgresClient, PostgresPool } from './postgres-pool.ts';
import { readText } from '../stored-row.ts';

export interface PostgresListener {
  /** Begins to listen where it does not yet; returns at once. */
  start(): void;
  /** True where a notification has come through within the last seconds, so that nobody need poll. */
  isHeard(): boolean;
  close(): void;
}

export interface PostgresListenerParts {
  readonly pool: PostgresPool;
  readonly timeoutMs: number;
  readonly onNews: () => void;
  /** Sends a notification over another connection. */
  readonly notify: () => Promise<unknown>;
}

/** Milliseconds between two proofs, and after which one that did not come shows that the connection hears nothing. */
const PROOF_EVERY_MS = 10_000;
const PROOF_WITHIN_MS = 2_000;
/** Milliseconds before another connection is tried. */
const PAUSE_MS = 5_000;
/** After so many that never heard anything, as behind a pooler, none is tried for ten minutes. */
const MOST_DEAF = 3;
const LONG_PAUSE_MS = 600_000;

/** Never listens: readers poll. */
export const deafListener: PostgresListener = { start: () => undefined, isHeard: () => false, close: () => undefined };

export function createPostgresListener({ pool, timeoutMs, onNews, notify }: PostgresListenerParts): PostgresListener {
  let client: PostgresClient | undefined;
  let isStarted = false;
  let isClosed = false;
  let isProven = false;
  let timesDeaf = 0;
  let timer: NodeJS.Timeout | undefined;

  function after(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, ms).unref();
  }

  function hear(): void {
    if (client === undefined) return;
    if (!isProven) timesDeaf = 0;
    isProven = true;
    after(PROOF_EVERY_MS, prove);
    onNews();
  }

  /** Ends the connection, and tries another one later. */
  function giveUp(): void {
    const lost = client;
    client = undefined;
    isProven = false;
    lost?.release(true);
    if (isClosed) return;
    timesDeaf += 1;
    after(timesDeaf >= MOST_DEAF ? LONG_PAUSE_MS : PAUSE_MS, () => void connect());
    onNews();
  }

  /** A notification sent over another connection must come back: a pooler or a dead network would swallow it. */
  function prove(): void {
    after(PROOF_WITHIN_MS, giveUp);
    notify().catch(() => undefined);
  }

  async function connect(): Promise<void> {
    try {
      const connected = await listenOn(pool, timeoutMs);
      if (isClosed) return connected.release(true);
      client = connected;
      connected.on('error', () => client === connected && giveUp());
      connected.on('notification', hear);
      prove();
    } catch {
      giveUp();
    }
  }

  return {
    start() {
      if (isStarted || isClosed) return;
      isStarted = true;
      void connect();
    },
    isHeard: () => isProven,
    close() {
      isClosed = true;
      clearTimeout(timer);
      const lost = client;
      client = undefined;
      lost?.release(true);
    },
  };
}

async function listenOn(pool: PostgresPool, timeoutMs: number): Promise<PostgresClient> {
  return takeClient(pool, { timeoutMs }, async (client) => {
    const { rows } = await client.query({ text: `SELECT ${CHANNEL} AS channel`, types: AS_TEXT });
    await client.query({ text: `LISTEN ${readText(rows[0], 'channel')}` });
  });
}
