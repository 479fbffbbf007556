/** What the readers behind this node have applied, as they show by the cursor from which they read on. */
import type { Clock, FeedPage, FeedReader, Seconds } from '@gemel/protocol';

export interface ReaderBook {
  /** A read has arrived. */
  noteArrival(reader: FeedReader | undefined, after: string | undefined): void;
  /** A page is about to be sent as the answer. */
  noteAnswer(reader: FeedReader | undefined, page: FeedPage): void;
  /** Whether every reader whose lease may stand has applied what was written with this receipt. */
  haveApplied(receipt: string): boolean;
  /** Resolves when that may have changed. */
  nextChange(): Promise<void>;
  readonly size: number;
}

interface KnownReader {
  arrivedMs: number;
  readonly acceptsStale: boolean;
  /** Of the last page that was sent; reading on from there says that the page was applied. */
  sentCursor: string | undefined;
  /** Of that page, and of those before it that it belongs to. */
  sentReceipts: readonly string[];
  hasMore: boolean;
  readonly applied: Set<string>;
}

/** More readers than this are not told apart. */
const mostReaders = 20_000;
/** Receipts remembered of each. */
const mostReceipts = 1000;

/** @param maxStaleness seconds after which a reader that has not come back has no lease. */
export function createReaderBook(clock: Clock, maxStaleness: () => Seconds): ReaderBook {
  const readers = new Map<string, KnownReader>();
  let unnamedArrivedMs = Number.NEGATIVE_INFINITY;
  let waiters: (() => void)[] = [];

  const isGone = (arrivedMs: number): boolean => clock.monotonicMs() - arrivedMs > maxStaleness() * 1000;

  const wake = (): void => {
    const waiting = waiters;
    waiters = [];
    for (const resolve of waiting) resolve();
  };

  const forgetGone = (): void => {
    for (const [id, { arrivedMs, acceptsStale }] of readers) if (isGone(arrivedMs) && !acceptsStale) readers.delete(id);
  };

  const knownOf = (reader: FeedReader): KnownReader | undefined => {
    const known = readers.get(reader.id);
    if (known !== undefined) return known;
    if (readers.size >= mostReaders) forgetGone();
    if (readers.size >= mostReaders) return undefined;
    const fresh: KnownReader = {
      arrivedMs: 0,
      acceptsStale: reader.acceptsStale,
      sentCursor: undefined,
      sentReceipts: [],
      hasMore: false,
      applied: new Set(),
    };
    readers.set(reader.id, fresh);
    return fresh;
  };

  const noteApplied = (known: KnownReader): void => {
    for (const receipt of known.sentReceipts) known.applied.add(receipt);
    for (const oldest of known.applied) {
      if (known.applied.size <= mostReceipts) break;
      known.applied.delete(oldest);
    }
    if (known.sentReceipts.length > 0) wake();
    known.sentReceipts = [];
  };

  return {
    noteArrival(reader, after) {
      const arrivedMs = clock.monotonicMs();
      const known = reader === undefined ? undefined : knownOf(reader);
      if (known === undefined) {
        unnamedArrivedMs = arrivedMs;
        return;
      }
      known.arrivedMs = arrivedMs;
      // Whoever comes back from somewhere else has not applied what was sent.
      if (after === undefined || after !== known.sentCursor) known.sentReceipts = [];
      else if (!known.hasMore) noteApplied(known);
    },
    noteAnswer(reader, page) {
      const known = reader === undefined ? undefined : readers.get(reader.id);
      if (known === undefined) return;
      known.sentReceipts = [...known.sentReceipts, ...page.entries.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt]))];
      known.sentCursor = page.cursor;
      known.hasMore = page.hasMore;
    },
    haveApplied(receipt) {
      forgetGone();
      if (!isGone(unnamedArrivedMs)) return false;
      return [...readers.values()].every(({ applied }) => applied.has(receipt));
    },
    nextChange: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
      }),
    get size() {
      return readers.size;
    },
  };
}
