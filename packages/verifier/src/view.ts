/** A node's folded copy of the revocation feed: floors, retired keys, engine time and the lease. */
import type { FeedPage, Revocation, Seconds, SessionRevocation } from '@gemel/protocol';

/** Where and when a read was sent, by this machine's two clocks. */
export interface Sending {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export interface ViewStatus {
  readonly isFresh: boolean;
  /** Milliseconds until trust in the view, or in the part of it that is trusted least long, ends; 0 when it has. */
  readonly leaseLeftMs: number;
  readonly entries: number;
  readonly epoch: string | undefined;
  /** Of the log: how many there are, and about how many of them the view is fresh. */
  readonly partitions: { readonly total: number; readonly fresh: number };
}

export interface View {
  /** The lowest acceptable generation of a session: 0 where nothing was heard, `NEVER` where it has ended. */
  floorOf(sid: string): number;
  isRetired(kid: string): boolean;
  /**
   * Whether the lease stands, given this machine's monotonic time; reads the wall clock itself. Where the log has partitions: the
   * leases of the session's and of the keys' partition, or all of them where no `sid` is given.
   */
  isFreshAt(monotonicMs: number, sid?: string): boolean;
  /** True while the pause after a change of epoch lasts: nothing is minted, refreshed or asked of the store then. */
  isPausedAt(monotonicMs: number): boolean;
  /** Engine time at which the last such pause ends or ended; minus infinity where there was none. */
  readonly settledAt: Seconds;
  /** Engine time at this machine's monotonic time; the wall clock before the first page. */
  engineTimeAt(monotonicMs: number): Seconds;
  /**
   * The same by the wall clock's course since the last page, undefined before the first. Where the two differ this machine was
   * suspended, or its wall clock was stepped: which of them is right is not known before the next page.
   */
  readonly engineTimeByWall: Seconds | undefined;
  /** Seconds: the shorter of this node's own bound and the fleet's, as the last page told it. */
  readonly maxStaleness: Seconds;
  /**
   * Seconds after its `iat` for which a token can be judged by this view, since the log remembers no longer; infinite before the
   * first page. It matters where tokens were issued under a longer lifetime than the log is now kept for.
   */
  readonly tokenHorizon: Seconds;
  /** Rises with every gap, snapshot and change of epoch: a record loaded under an earlier era is not to be kept. */
  readonly era: number;
  /** Where to read on from; undefined asks for a snapshot. */
  readonly cursor: string | undefined;
  /** Folds in a page whose request was sent at `sending`; renews the lease where the page confirms that nothing is missing. */
  apply(page: FeedPage, sending: Sending): 'applied' | 'new_epoch';
  /** Folds in what this node itself has just committed; renews no lease. */
  raise(entries: readonly Revocation[]): void;
  /** Ends the leases: nothing is trusted until another page has confirmed it. */
  distrust(): void;
  /** The floors held, to be announced again when the epoch changes. */
  liveFloors(): readonly SessionRevocation[];
  /** Every key whose retirement was heard of, for the same purpose. */
  retiredKids(): readonly string[];
  /** Calls `listener` for each entry when it is first folded in and raises a floor. Returns a function that stops it. */
  onEntry(listener: (entry: Revocation) => void): () => void;
  status(): ViewStatus;
}
