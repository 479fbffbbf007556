/** The feed as it is served to readers behind this node, who are remembered by what they have applied. */
import type { RevocationFeed } from '@gemel/protocol';
import type { ReaderBook } from './reader-book.ts';
import type { Registration } from './registration.ts';

export function createServedFeed(feed: RevocationFeed, book: ReaderBook, registration: Registration): RevocationFeed {
  return {
    async read(after, options = {}) {
      const { reader } = options;
      book.noteArrival(reader, after);
      // Known to the fleet before it is given anything to rely on.
      if (reader?.acceptsStale === true) registration.noteStaleReader();
      await registration.ensure();
      const page = await feed.read(after, options);
      book.noteAnswer(reader, page);
      return page;
    },
  };
}
