/** A clock that moves only when it is told to, with timers that fire as it passes them. */
import type { Clock } from '@gemel/protocol';

export interface ManualClock extends Clock {
  /** Resolves when the clock has been moved by `ms`, or when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves both clocks by `seconds`, stopping at every timer on the way and letting what it wakes run. */
  advance(seconds: number): Promise<void>;
  /** Steps the wall clock alone, as an operator or NTP would. */
  stepWall(seconds: number): void;
  /** Lets everything run that waits for no timer. */
  settle(): Promise<void>;
}

interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
}

/** Starts at `startSeconds` since 1970. */
export function createManualClock(startSeconds = 1_800_000_000): ManualClock {
  let monotonicMs = 1_000_000;
  let wallMs = startSeconds * 1000;
  let timers: Timer[] = [];

  const moveTo = (targetMs: number): void => {
    wallMs += targetMs - monotonicMs;
    monotonicMs = targetMs;
  };

  /** Promises settle in microtasks; what a task of its own brings on has had its turn after a few immediates. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  };

  return {
    monotonicMs: () => monotonicMs,
    wallMs: () => wallMs,
    stepWall(seconds) {
      wallMs += seconds * 1000;
    },
    settle,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = (): void => {
          timers = timers.filter((other) => other !== timer);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer: Timer = { dueMs: monotonicMs + ms, fire: wake };
        timers.push(timer);
        signal?.addEventListener('abort', wake);
      }),
    async advance(seconds) {
      const targetMs = monotonicMs + seconds * 1000;
      await settle();
      for (;;) {
        const next = timers.filter((timer) => timer.dueMs <= targetMs).sort((left, right) => left.dueMs - right.dueMs)[0];
        if (next === undefined) break;
        moveTo(Math.max(monotonicMs, next.dueMs));
        next.fire();
        await settle();
      }
      moveTo(targetMs);
      await settle();
    },
  };
}
