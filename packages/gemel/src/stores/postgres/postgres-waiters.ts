/** Those who wait for news in the log: woken by a notification, by this process's own commits, and else by a poll. */
import type { PostgresListener } from './postgres-listener.ts';

export interface PostgresWaiters {
  wait(after: string, waitMs: number, signal: AbortSignal | undefined): Promise<void>;
  wakeAll(): void;
  /** Wakes all, and makes nobody wait from now on. */
  close(): void;
}

/** Milliseconds between two looks where no notification can be counted on; a look is one small statement for all who wait alike. */
const POLL_MS = 100;

export function createPostgresWaiters(
  hasNews: (after: string) => Promise<boolean>,
  listener: Pick<PostgresListener, 'start' | 'isHeard'>,
): PostgresWaiters {
  const waiters = new Map<() => void, string>();
  let poll: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isClosed = false;

  function wake(after?: string): void {
    for (const [wakeOne, cursor] of waiters) if (after === undefined || after === cursor) wakeOne();
  }

  /** A fault wakes as well: it shows at the next read. */
  async function lookFor(after: string): Promise<void> {
    const isThere = await hasNews(after).catch(() => true);
    if (isThere) wake(after);
  }

  function look(): void {
    if (isLooking || listener.isHeard()) return;
    isLooking = true;
    void Promise.all([...new Set(waiters.values())].map(lookFor)).finally(() => (isLooking = false));
  }

  function startPolling(): void {
    poll ??= setInterval(look, POLL_MS).unref();
  }

  function stopIfIdle(): void {
    if (waiters.size > 0) return;
    clearInterval(poll);
    poll = undefined;
  }

  return {
    async wait(after, waitMs, signal) {
      if (signal?.aborted === true || isClosed) return;
      listener.start();
      startPolling();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wakeOne, waitMs).unref();
        function wakeOne(): void {
          clearTimeout(timer);
          signal?.removeEventListener('abort', wakeOne);
          waiters.delete(wakeOne);
          resolve();
        }
        signal?.addEventListener('abort', wakeOne, { once: true });
        waiters.set(wakeOne, after);
        // Looked for once it would be woken: what was committed before shows here, what comes later wakes it.
        void lookFor(after);
      });
      stopIfIdle();
    },
    wakeAll: () => wake(),
    close() {
      isClosed = true;
      wake();
    },
  };
}
