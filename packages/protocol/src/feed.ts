/** The revocation feed as every reader sees it: in the process, over HTTP, or through a relay. */
import type { Revocation } from './revocation.ts';
import type { Seconds } from './seconds.ts';

/** One answer of the feed. */
export interface FeedPage {
  /** Names one incarnation of the log; it changes whenever acknowledged entries may have been lost. */
  readonly epoch: string;
  /** Opaque; says how far the reader has read when it has applied this page. */
  readonly cursor: string;
  /** In the order of the log. */
  readonly entries: readonly Revocation[];
  /** True where the page (and those that follow while `hasMore`) starts the whole live log again, because the cursor given could not be continued. */
  readonly isSnapshot: boolean;
  /** True where entries follow at once; only a page without more confirms that nothing is missing. */
  readonly hasMore: boolean;
  /** Age in seconds, when the request arrived, of what the page was made from; 0 at the store, adding up over relays. */
  readonly age: Seconds;
  /** Engine time when the request arrived. */
  readonly now: Seconds;
  /** Seconds that an entry is kept after it was written; a reader away for longer starts from a snapshot. */
  readonly retention: Seconds;
  /** The fleet's bound in seconds; a reader's own bound is never longer. */
  readonly maxStaleness: Seconds;
  /**
   * Seconds, from when the request arrived, for which the epoch is not to be trusted: it is young, and what was lost before it may not have
   * been announced again. Absent where it may be trusted.
   */
  readonly settlesIn?: Seconds;
  /** How many partitions the log has; 1 where absent. A session's is `partitionOf(sid, partitions)`, the keys' is 0. */
  readonly partitions?: number;
  /** Partitions that could not be read: the page confirms nothing about them. */
  readonly silent?: readonly number[];
}

/**
 * A follower of the feed, as it names itself. What it has applied, it says by the cursor from which it reads on; a relay says it by
 * `applied`, since it reads on before those behind it have applied anything.
 */
export interface FeedReader {
  /** Random; the same for all reads of one follower. */
  readonly id: string;
  /** True where it goes on accepting when its lease has run out. */
  readonly acceptsStale: boolean;
  /** A relay's: receipts whose entries everybody behind it has applied, some at a time; empty where there is nothing new to say. */
  readonly applied?: readonly string[];
}

/** How long a read may wait for news. A wait never makes a lease longer: a lease counts from the sending of the read. */
export interface FeedReadOptions {
  /** Answer at the latest after this many milliseconds, with an empty page if nothing came. 0 answers at once. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Who reads, so that an acknowledged revocation can wait until this reader has applied it. */
  readonly reader?: FeedReader;
}

/** An ordered log of revocations. */
export interface RevocationFeed {
  /**
   * Returns what follows `after`, or the whole live log where `after` is undefined or can no longer be continued.
   *
   * @throws GemelError `feed_unavailable`, `feed_page_malformed` or a store's fault; a reader keeps its view and tries again.
   */
  read(after: string | undefined, options?: FeedReadOptions): Promise<FeedPage>;
}
