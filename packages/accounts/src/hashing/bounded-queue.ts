/** Runs a few jobs at once, lets a few more wait, and refuses the rest at once: a flood of sign-ins must not starve what else the process does. F21 */
import { GemelError } from '@gemel/protocol';

export interface BoundedQueue {
  /** Runs the job, perhaps later. @throws GemelError `hashing_busy` at once where the queue is full */
  run<T>(job: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/**
 * @param limits `concurrency` jobs at most run at once, `maxQueue` at most wait; first come, first served
 */
export function createBoundedQueue(limits: { readonly concurrency: number; readonly maxQueue: number }): BoundedQueue {
  const waiters: (() => void)[] = [];
  let running = 0;

  const release = (): void => {
    const next = waiters.shift();
    // The place is handed on, so that nobody who comes now overtakes.
    if (next === undefined) running--;
    else next();
  };

  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiters.length;
    },
    run: async (job) => {
      if (running < limits.concurrency) running++;
      else if (waiters.length >= limits.maxQueue) throw new GemelError('hashing_busy', { running, waiting: waiters.length });
      else await new Promise<void>((resolve) => waiters.push(resolve));
      try {
        return await job();
      } finally {
        release();
      }
    },
  };
}
