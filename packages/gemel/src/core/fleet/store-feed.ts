/** The revocation feed straight from the store: what nodes with store access follow, and what the feed endpoint serves. */
import type { Clock, RevocationFeed } from '@gemel/protocol';
import type { ResolvedOptions } from '../options/options.ts';
import type { LogPage, SessionStore } from '../ports/session-store.ts';
import type { Stamped } from '../ports/stamped.ts';
import type { Registration } from './registration.ts';
import type { Settling } from './settling.ts';

/** Returns a feed whose pages have age 0: each is a read of the store that was sent after the request arrived, by a node that was registered. */
export function createStoreFeed(
  store: Pick<SessionStore, 'readLog' | 'waitForNews'>,
  clock: Clock,
  freshness: ResolvedOptions['freshness'],
  registration: Registration,
  settling: Settling,
): RevocationFeed {
  let epoch: string | undefined;

  /**
   * What was registered before an epoch was seen may be lost, on a node that has just started too: it registers again then, and only a read
   * that follows shows that the store is still the one where it did.
   */
  const readRegistered = async (after: string | undefined): Promise<{ readonly page: Stamped<LogPage>; readonly sentMs: number }> => {
    for (;;) {
      const sentMs = clock.monotonicMs();
      const page = await store.readLog(after);
      const isKnown = page.value.epoch === epoch;
      if (!isKnown) registration.forget();
      await registration.ensure();
      if (isKnown) return { page, sentMs };
      ({ epoch } = page.value);
    }
  };

  return {
    async read(after, { waitMs = 0, signal } = {}) {
      const arrivedMs = clock.monotonicMs();
      await registration.ensure();
      // The store looks for what follows `after` before it makes anybody wait, so nothing need be read first.
      if (after !== undefined && waitMs > 0) await store.waitForNews(after, signal === undefined ? { waitMs } : { waitMs, signal });
      const { page, sentMs } = await readRegistered(after);
      // Engine time counts from the sending: however long the answer took, nobody's time is behind.
      const elapsed = (sentMs - arrivedMs) / 1000;
      const { retention } = freshness;
      const settlesIn = settling.settlesIn(page.value);
      const unsettled = settlesIn > 0 ? { settlesIn } : {};
      return { ...page.value, ...unsettled, age: 0, now: page.now - elapsed, retention, maxStaleness: registration.maxStaleness };
    },
  };
}
