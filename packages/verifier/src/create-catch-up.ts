/** Brings a view up to date when somebody needs it: where nothing runs between requests, nothing can follow the feed. */
import type { Clock, FeedReader, RevocationFeed } from '@gemel/protocol';
import { createAttempt } from './create-attempt.ts';
import { randomId } from './random-id.ts';
import type { View } from './view.ts';

export interface CatchUpParts {
  readonly feed: RevocationFeed;
  readonly view: View;
  readonly clock: Clock;
}

/** However many tokens are presented while the feed does not answer, or cannot say all. */
const coolDownMs = 1000;
/** A snapshot may take many pages; each has `maxStaleness` for itself. */
const longestMs = 30_000;

/**
 * Returns a function that reads the feed where the view is not fresh, once for all who ask meanwhile; undefined where it is fresh, or another
 * attempt is not due. After a change of epoch the view stays as it is for `maxStaleness`, whatever is read.
 *
 * @throws GemelError what the feed throws (rejects)
 */
export function createCatchUp({ feed, view, clock }: CatchUpParts): () => Promise<void> | undefined {
  let reader: FeedReader | undefined;

  const reading = createAttempt(clock, longestMs, async (isCurrent) => {
    reader ??= { id: randomId(), acceptsStale: false }; // not before: on the edge there is no randomness outside of requests
    for (let hasMore = true; hasMore;) {
      const sending = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
      const page = await feed.read(view.cursor, { signal: AbortSignal.timeout(view.maxStaleness * 1000), reader });
      if (!isCurrent()) return; // A page that comes so late would confirm what another attempt has not read to its end.
      hasMore = view.apply(page, sending) === 'applied' && page.hasMore;
    }
  });

  return () => (view.isFreshAt(clock.monotonicMs()) ? undefined : reading.ifDue(coolDownMs));
}
