/** A clock that moves when a test says so; both of its faces can be moved alone, as real ones can. */
import type { Clock } from '@gemel/protocol';

export interface ManualClock extends Clock {
  advance(ms: number): void;
  /** The wall clock alone. */
  stepWall(ms: number): void;
  /** The monotonic clock stands still while the wall clock goes on, as when a machine sleeps. */
  suspend(ms: number): void;
  /** Resolves when time has been advanced by `ms`, or at once when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  readonly sleepers: number;
}

export const startSeconds = 1_800_000_000;

export function createManualClock(): ManualClock {
  let monotonicMs = 1000;
  let wallMs = startSeconds * 1000;
  const sleepers = new Set<{ readonly dueMs: number; wake(): void }>();
  return {
    monotonicMs: () => monotonicMs,
    wallMs: () => wallMs,
    advance(ms) {
      monotonicMs += ms;
      wallMs += ms;
      for (const sleeper of sleepers) if (sleeper.dueMs <= monotonicMs) sleeper.wake();
    },
    stepWall(ms) {
      wallMs += ms;
    },
    suspend(ms) {
      wallMs += ms;
    },
    sleep(ms, signal) {
      return new Promise((resolve) => {
        const sleeper = {
          dueMs: monotonicMs + ms,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        if (signal?.aborted || ms <= 0) return resolve();
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
      });
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}
