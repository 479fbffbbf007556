/** The machine's own clocks and timer, for those who are not handed others. */
import type { Clock } from '@gemel/protocol';

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** Resolves after `ms`, or at once when aborted; keeps the process alive only where `isAwaited`. */
export function systemSleep(ms: number, signal?: AbortSignal, isAwaited = false): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    if (typeof timer === 'object' && !isAwaited) timer.unref(); // a number in browsers
    signal?.addEventListener('abort', wake);
  });
}
