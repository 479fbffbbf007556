/** Passes the feed on in a process of its own: to its readers as a node would, and to the node as one reader that speaks for all of them. */
import type { Clock, FeedPage, FeedReadOptions, RevocationFeed, Seconds } from '@gemel/protocol';
import { randomId } from './random-id.ts';
import { createReaderBook } from './reader-book.ts';
import { createReceiptGatherer } from './receipt-gatherer.ts';
import { createRelayFeed } from './relay-feed.ts';
import { systemClock, systemSleep } from './system-runtime.ts';

export interface RelayParts {
  /** Where the entries come from: an `HttpFeed` of a node, or of another relay. */
  readonly feed: RevocationFeed;
  readonly clock?: Clock;
  /** Resolves after `ms`, or at once when aborted. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Told of a confirmation that did not reach the node; must not throw. An acknowledged revocation then waits for the bound. */
  readonly onFault?: (error: unknown) => void;
}

/** Receipts named to the node in one read. */
const mostAtOnce = 50;
/** Receipts whose entries are on their way through here; of more, the latest. */
const mostPending = 1000;
const lookEveryMs = 50;
const firstLease: Seconds = 5;

/**
 * Creates a feed to be served onward (`answerFeed`). It holds a copy, so that however many read here, one reads there; its pages say how old
 * that copy is, and readers' leases end as much earlier. What was written with a receipt is confirmed to the node when everybody whose lease
 * may stand has read on from it.
 */
export function createRelay({ feed, clock = systemClock, sleep = systemSleep, onFault }: RelayParts): RevocationFeed {
  const id = randomId();
  let longestLease = firstLease;
  const book = createReaderBook(clock, () => longestLease);
  const gatherer = createReceiptGatherer(mostPending);
  /** By receipt: when nobody asks for it any more, by the monotonic clock. */
  const pending = new Map<string, number>();
  let cursor: string | undefined;
  let isConfirming = false;
  let look = new AbortController();

  const readNamed = async (after: string | undefined, options: FeedReadOptions, applied: readonly string[]): Promise<FeedPage> =>
    feed.read(after, { ...options, reader: { id, acceptsStale: book.acceptsStale(), applied } });

  const upstream: RevocationFeed = {
    async read(after, options = {}) {
      const page = await readNamed(after, options, []);
      longestLease = Math.max(longestLease, page.maxStaleness);
      cursor = page.cursor;
      await notePage(page);
      return page;
    },
  };

  const notePage = async (page: FeedPage): Promise<void> => {
    const untilMs = clock.monotonicMs() + 2000 * longestLease;
    for (const receipt of gatherer.add(page)) if (!book.isSettled(receipt)) pending.set(receipt, untilMs);
    if (pending.size > 0 && !isConfirming) void confirmAll();
  };

  const settle = (receipt: string): void => {
    pending.delete(receipt);
    book.settle(receipt);
  };

  /** Goes on while something is pending; silence of a reader shows by no event, so it is looked for. */
  const confirmAll = async (): Promise<void> => {
    isConfirming = true;
    while (pending.size > 0) {
      look = new AbortController();
      const applied = [...pending.keys()].filter((receipt) => book.haveApplied(receipt)).slice(0, mostAtOnce);
      const isKnown = applied.length > 0 && (await confirm(applied));
      if (isKnown) for (const receipt of applied) settle(receipt);
      else await sleep(lookEveryMs, look.signal);
      for (const [receipt, untilMs] of pending) if (clock.monotonicMs() >= untilMs) settle(receipt);
    }
    isConfirming = false;
  };

  /** By a read of its own: the one under way waits for news. */
  const confirm = async (applied: readonly string[]): Promise<boolean> => {
    const attempt = new AbortController();
    const tooLate = sleep(longestLease * 1000, attempt.signal).then(() => false);
    const telling = readNamed(cursor, { waitMs: 0, signal: attempt.signal }, applied).then(
      () => true,
      (error: unknown) => {
        onFault?.(error);
        return false;
      },
    );
    return Promise.race([telling, tooLate]).finally(() => attempt.abort());
  };

  book.onApplied(() => look.abort());
  const copy = createRelayFeed({ feed: upstream, clock, sleep });

  return {
    async read(after, options = {}) {
      const { reader } = options;
      const wasCounted = book.noteArrival(reader, after);
      // What was confirmed without this reader comes with its first answer, by a read that is sent now.
      const page = await copy.read(after, wasCounted ? options : { ...options, waitMs: 0 });
      book.noteAnswer(reader, page);
      return page;
    },
  };
}
