/** Those who wait for news in the log: woken by this process's own commits, and by a poll for those of others. */
import type { SqliteConnection } from './sqlite-connection.ts';
import { readNumber } from '../stored-row.ts';

export interface SqliteWaiters {
  wait(after: string, waitMs: number, signal: AbortSignal | undefined): Promise<void>;
  /** Wakes those who have not read as far as `head`. */
  wakeBehind(head: string): void;
  wakeAll(): void;
}

/** `PRAGMA data_version` takes a few microseconds, so a poll every 10 ms costs about a thousandth of a core, while somebody waits. */
const POLL_MS = 10;

/** @param readHead the cursor of a reader that has everything. */
export function createSqliteWaiters(connection: SqliteConnection, readHead: () => string): SqliteWaiters {
  const dataVersion = connection.prepare('PRAGMA data_version');
  const waiters = new Map<() => void, string>();
  let poll: NodeJS.Timeout | undefined;
  let sampled = 0;

  const sample = (): number => connection.readOnce(() => readNumber(dataVersion.get(), 'data_version'));

  function wakeAll(): void {
    for (const wake of waiters.keys()) wake();
  }

  function wakeBehind(head: string): void {
    for (const [wake, after] of waiters) if (after !== head) wake();
  }

  /** A fault wakes everybody: it shows at their next read. */
  function tick(): void {
    try {
      const version = sample();
      if (version === sampled) return;
      sampled = version;
      wakeBehind(readHead());
    } catch {
      wakeAll();
    }
  }

  function start(): void {
    if (poll !== undefined) return;
    sampled = sample();
    poll = setInterval(tick, POLL_MS);
    poll.unref();
  }

  function stopIfIdle(): void {
    if (waiters.size > 0) return;
    clearInterval(poll);
    poll = undefined;
  }

  return {
    async wait(after, waitMs, signal) {
      if (signal?.aborted === true) return;
      // The version is sampled before the log is read: what is committed in between shows in the one or the other.
      start();
      try {
        if (readHead() !== after) return;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(wake, waitMs);
          timer.unref();
          function wake(): void {
            clearTimeout(timer);
            signal?.removeEventListener('abort', wake);
            waiters.delete(wake);
            resolve();
          }
          signal?.addEventListener('abort', wake, { once: true });
          waiters.set(wake, after);
        });
      } finally {
        stopIfIdle();
      }
    },
    wakeBehind,
    wakeAll,
  };
}
