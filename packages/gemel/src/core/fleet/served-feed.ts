/** The feed as it is served to readers behind this node, who are remembered by what they have applied. */
import type { RevocationFeed } from '@gemel/protocol';
import type { ReaderBook } from '@gemel/verifier';
import type { Registration } from './registration.ts';

export function createServedFeed(feed: RevocationFeed, book: ReaderBook, registration: Registration): RevocationFeed {
  return {
    async read(after, options = {}) {
      const { reader } = options;
      const wasCounted = book.noteArrival(reader, after);
      // Known to the fleet before it is given anything to rely on.
      if (reader?.acceptsStale === true) registration.noteStaleReader();
      await registration.ensure();
      // What was confirmed without this reader comes with its first answer, by a read that is sent now.
      const page = await feed.read(after, wasCounted ? options : { ...options, waitMs: 0 });
      book.noteAnswer(reader, page);
      return page;
    },
  };
}
