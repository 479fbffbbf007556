/** The machine's own clocks, timer and network, for those who are not handed others. */
import type { Clock } from '@gemel/protocol';
import type { Fetch } from './fetch-members.ts';

/** Taken once, since on Node.js it stands behind a getter. */
const { performance } = globalThis;

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** Looked up at each call, so that it is the one that is there then. */
export const systemFetch: Fetch = (url, init) => fetch(url, init);

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
