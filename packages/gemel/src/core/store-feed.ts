/** The revocation feed straight from the store: what nodes with store access follow, and what the feed endpoint serves. */
import type { Clock, RevocationFeed } from '@gemel/protocol';
import type { ResolvedOptions } from './options/options.ts';
import type { SessionStore } from './ports/session-store.ts';

/** Returns a feed whose pages have age 0: each is a read of the store that was sent after the request arrived. */
export function createStoreFeed(store: SessionStore, clock: Clock, freshness: ResolvedOptions['freshness']): RevocationFeed {
  return {
    async read(after, { waitMs = 0, signal } = {}) {
      const arrivedMs = clock.monotonicMs();
      let page = await store.readLog(after);
      const isNews = after === undefined || page.value.isSnapshot || page.value.entries.length > 0;
      if (!isNews && waitMs > 0) {
        await store.waitForNews(page.value.cursor, signal === undefined ? { waitMs } : { waitMs, signal });
        page = await store.readLog(after);
      }
      const elapsed = (clock.monotonicMs() - arrivedMs) / 1000;
      return { ...page.value, age: 0, now: page.now - elapsed, retention: freshness.retention, maxStaleness: freshness.maxStaleness };
    },
  };
}
