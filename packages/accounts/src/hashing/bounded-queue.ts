/** Runs a few jobs at once, lets a few more wait, and refuses the rest at once: a flood of sign-ins must not starve what else the process does. F21 */
import { GemelError } from '@gemel/protocol';

export interface BoundedQueue {
  /** Runs the job, perhaps later. @throws GemelError `hashing_busy` at once where the queue is full */
  run<T>(job: () => Promise<T>): Promise<T>;
  /** @throws GemelError `hashing_busy` where `run` would */
  checkRoom(): void;
  readonly running: number;
  readonly waiting: number;
}

export interface QueueLimits {
  /** Jobs that run at once. */
  readonly concurrency: number;
  /** Jobs that wait. */
  readonly maxQueue: number;
  /** Of those that wait, how many are handed over already, for whoever runs them to begin with as soon as it can. By default 0. */
  readonly ahead?: number;
}

/** First come, first served. */
export function createBoundedQueue({ concurrency, maxQueue, ahead = 0 }: QueueLimits): BoundedQueue {
  const mostHandedOver = concurrency + Math.min(ahead, maxQueue);
  const waiters: (() => void)[] = [];
  let handedOver = 0;

  const running = (): number => Math.min(handedOver, concurrency);
  const waiting = (): number => waiters.length + handedOver - running();

  const checkRoom = (): void => {
    if (handedOver >= concurrency && waiting() >= maxQueue)
      throw new GemelError('hashing_busy', { running: running(), waiting: waiting() });
  };

  const release = (): void => {
    const next = waiters.shift();
    // The place is handed on, so that nobody who comes now overtakes.
    if (next === undefined) handedOver--;
    else next();
  };

  return {
    checkRoom,
    get running() {
      return running();
    },
    get waiting() {
      return waiting();
    },
    run: async (job) => {
      checkRoom();
      if (handedOver < mostHandedOver) handedOver++;
      else await new Promise<void>((resolve) => waiters.push(resolve));
      try {
        return await job();
      } finally {
        release();
      }
    },
  };
}
