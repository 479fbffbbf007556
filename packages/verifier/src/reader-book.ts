/** What the readers behind a node or a relay have applied, as they show by the cursor from which they read on. */
import type { Clock, FeedPage, FeedReader, Seconds } from '@gemel/protocol';
import { createReceiptGatherer, type ReceiptGatherer } from './receipt-gatherer.ts';

/** Seconds for which whoever accepts when stale counts after it was last heard of: no lease of its runs out. */
export const STALE_ACCEPTANCE_COUNTS_FOR: Seconds = 86_400;

export interface ReaderBook {
  /** A read has arrived. Returns whether its reader was counted before: what nobody waited for may have been confirmed already. */
  noteArrival(reader: FeedReader | undefined, after: string | undefined): boolean;
  /** A page is about to be sent as the answer. */
  noteAnswer(reader: FeedReader | undefined, page: FeedPage): void;
  /** Whether every reader whose lease may stand has applied what was written with this receipt. */
  haveApplied(receipt: string): boolean;
  /** Nobody asks for this receipt any more. */
  settle(receipt: string): void;
  isSettled(receipt: string): boolean;
  /** Calls `listener` when a reader has shown that it has applied something. */
  onApplied(listener: () => void): void;
  /** Whether a reader's lease may stand. */
  hasReaders(): boolean;
  /** Whether one of the readers, named or not, accepts when stale. */
  acceptsStale(): boolean;
  readonly size: number;
}

interface KnownReader {
  arrivedMs: number;
  acceptsStale: boolean;
  /** Of the last page that was sent; reading on from there says that the page was applied. */
  sentCursor: string | undefined;
  /** What has been sent whole by that page. */
  sentReceipts: readonly string[];
  readonly gatherer: ReceiptGatherer;
}

/** More readers than this are not told apart. */
const mostReaders = 20_000;
/** Receipts on their way to one reader; of more, the latest. */
const mostOnTheWay = 200;
/** Receipts for which it is remembered who has applied them. */
const mostAwaited = 1000;
/** Receipts remembered as settled: snapshots bring them again. */
const mostSettled = 20_000;
/** Those who are gone are looked for at most this often. */
const forgetEveryMs = 20;

/** @param longestLease seconds after which a reader that has not come back has no lease. */
export function createReaderBook(clock: Clock, longestLease: () => Seconds): ReaderBook {
  const readers = new Map<string, KnownReader>();
  /** By receipt. */
  const appliedBy = new Map<string, Set<KnownReader>>();
  const settled = new Set<string>();
  const unnamed = { arrivedMs: Number.NEGATIVE_INFINITY, acceptingUntilMs: Number.NEGATIVE_INFINITY };
  let forgottenMs = Number.NEGATIVE_INFINITY;
  let tellApplied = (): void => undefined;

  const isGone = ({ arrivedMs, acceptsStale }: Pick<KnownReader, 'arrivedMs' | 'acceptsStale'>): boolean =>
    clock.monotonicMs() - arrivedMs > (acceptsStale ? STALE_ACCEPTANCE_COUNTS_FOR : longestLease()) * 1000;

  const isUnnamedGone = (): boolean =>
    isGone({ arrivedMs: unnamed.arrivedMs, acceptsStale: false }) && clock.monotonicMs() > unnamed.acceptingUntilMs;

  const forgetGone = (): void => {
    if (clock.monotonicMs() - forgottenMs < forgetEveryMs) return;
    forgottenMs = clock.monotonicMs();
    for (const [id, known] of readers) if (isGone(known)) readers.delete(id);
  };

  const enter = (reader: FeedReader): KnownReader | undefined => {
    if (readers.size >= mostReaders) forgetGone();
    if (readers.size >= mostReaders) return undefined;
    const fresh: KnownReader = {
      arrivedMs: Number.NEGATIVE_INFINITY,
      acceptsStale: reader.acceptsStale,
      sentCursor: undefined,
      sentReceipts: [],
      gatherer: createReceiptGatherer(mostOnTheWay),
    };
    readers.set(reader.id, fresh);
    return fresh;
  };

  const noteUnnamed = (acceptsStale: boolean): boolean => {
    const wasCounted = !isUnnamedGone();
    unnamed.arrivedMs = clock.monotonicMs();
    if (acceptsStale) unnamed.acceptingUntilMs = unnamed.arrivedMs + STALE_ACCEPTANCE_COUNTS_FOR * 1000;
    return wasCounted;
  };

  /** @param says what a relay says of those behind it; undefined where reading on says it of all that was sent. */
  const noteApplied = (known: KnownReader, says?: readonly string[]): void => {
    const receipts = known.sentReceipts.filter((receipt) => !settled.has(receipt) && says?.includes(receipt) !== false);
    for (const receipt of receipts) {
      const those = appliedBy.get(receipt) ?? new Set();
      appliedBy.set(receipt, those.add(known));
    }
    dropOldest(appliedBy, mostAwaited);
    known.sentReceipts = says === undefined ? [] : known.sentReceipts.filter((receipt) => !receipts.includes(receipt));
    if (receipts.length > 0) tellApplied();
  };

  return {
    noteArrival(reader, after) {
      const known = reader === undefined ? undefined : (readers.get(reader.id) ?? enter(reader));
      if (reader === undefined || known === undefined) return noteUnnamed(reader?.acceptsStale === true);
      const wasCounted = !isGone(known);
      known.arrivedMs = clock.monotonicMs();
      known.acceptsStale ||= reader.acceptsStale;
      if (reader.applied !== undefined) noteApplied(known, reader.applied);
      else if (after !== undefined && after === known.sentCursor) noteApplied(known);
      else {
        // Whoever comes back from somewhere else has not applied what was sent.
        known.sentReceipts = [];
        known.gatherer.clear();
      }
      return wasCounted;
    },
    noteAnswer(reader, page) {
      const known = reader === undefined ? undefined : readers.get(reader.id);
      if (known === undefined) return;
      const whole = known.gatherer.add(page).filter((receipt) => !settled.has(receipt));
      if (whole.length > 0) known.sentReceipts = [...known.sentReceipts, ...whole].slice(-mostOnTheWay);
      known.sentCursor = page.cursor;
    },
    haveApplied(receipt) {
      if (!isUnnamedGone()) return false;
      const those = appliedBy.get(receipt);
      const have = those?.size ?? 0;
      if (have < readers.size) forgetGone();
      return have >= readers.size && [...readers.values()].every((known) => those?.has(known) === true);
    },
    settle(receipt) {
      appliedBy.delete(receipt);
      settled.add(receipt);
      dropOldest(settled, mostSettled);
    },
    isSettled: (receipt) => settled.has(receipt),
    onApplied(listener) {
      tellApplied = listener;
    },
    hasReaders: () => !isUnnamedGone() || [...readers.values()].some((known) => !isGone(known)),
    acceptsStale: () =>
      clock.monotonicMs() <= unnamed.acceptingUntilMs || [...readers.values()].some((known) => known.acceptsStale && !isGone(known)),
    get size() {
      return readers.size;
    },
  };
}

/** Of a map or set: those entered first. */
function dropOldest(all: Pick<Set<string>, 'size' | 'delete'> & { keys(): Iterable<string> }, most: number): void {
  for (const oldest of all.keys()) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}
