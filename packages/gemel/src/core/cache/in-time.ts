/** Gives a question to a store that may be down up in time: whoever asks waits for an answer, not for the end of an outage. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { Runtime } from '../ports/runtime.ts';

/** Settles as the work does. @throws GemelError `store_unavailable` where it takes longer than a second, or than the bound, where that is shorter */
export type InTime = <T>(work: Promise<T>) => Promise<T>;

/** Milliseconds. Only a view that is stale asks: the store has then been silent for longer, or answers at once. */
const longestMs = 1000;

/** @param bound seconds: the bound under which this node is registered; an answer that took longer proves nothing. */
export function createInTime(sleep: Runtime['sleep'], bound: () => Seconds): InTime {
  return async (work) => {
    const limitMs = Math.min(longestMs, bound() * 1000);
    const settled = new AbortController();
    const tooLate = sleep(limitMs, settled.signal, true).then(() => {
      throw new GemelError('store_unavailable', { reason: `no answer within ${limitMs} ms` });
    });
    try {
      return await Promise.race([work, tooLate]);
    } finally {
      settled.abort();
    }
  };
}
