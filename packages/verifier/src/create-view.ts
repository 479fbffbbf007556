/** Folds the pages of the feed into a view. */
import type { Clock, FeedPage, Revocation, Seconds } from '@gemel/protocol';
import { createFloorTable } from './floor-table.ts';
import { createLeaseList } from './lease-list.ts';
import type { Sending, View } from './view.ts';

export interface ViewParts {
  readonly clock: Clock;
  /** Seconds: this node's own bound; the fleet's, where shorter, wins. */
  readonly maxStaleness: Seconds;
  /** Told what a listener threw; the view goes on. */
  readonly onFault?: (error: unknown) => void;
}

/** Pages that belong together, up to the one that confirms that nothing is missing. */
interface Chain {
  /** Of the first page. */
  readonly sending: Sending;
  /** Of the oldest page, in seconds. */
  readonly age: Seconds;
  /** Partitions that one of the pages says nothing about. */
  readonly silent: ReadonlySet<number>;
}

/** Milliseconds between two steps of the sweep; a step looks at a share of the floors and a few more. */
const sweepEveryMs = 100;
const sweepShare = 64;
const sweepAtLeast = 32;

/** Creates a view that knows nothing yet: every check of its lease fails until a page has confirmed it. */
export function createView({ clock, maxStaleness: ownMaxStaleness, onFault }: ViewParts): View {
  const leases = createLeaseList(clock);
  const floors = createFloorTable();
  const retired = new Set<string>();
  const listeners = new Set<(entry: Revocation) => void>();
  let maxStaleness = ownMaxStaleness;
  let retention: Seconds | undefined;
  let longestRetention: Seconds = 0;
  let epoch: string | undefined;
  let era = 0;
  let cursor: string | undefined;
  let lastRead: Sending | undefined;
  let chain: Chain | undefined;
  let engineOffsetMs: number | undefined;
  let engineWallOffsetMs: number | undefined;
  let leaseWaitsUntilMs = Number.NEGATIVE_INFINITY;
  let sweptMs = Number.NEGATIVE_INFINITY;

  function engineTimeAt(monotonicMs: number): Seconds {
    return (engineOffsetMs === undefined ? clock.wallMs() : monotonicMs + engineOffsetMs) / 1000;
  }

  function fold(entries: readonly Revocation[], nowMs: number): void {
    const news = entries.filter((entry) => {
      if (entry.kind === 'session') return floors.raise(entry, nowMs);
      const isNew = !retired.has(entry.kid);
      retired.add(entry.kid);
      return isNew;
    });
    for (const listener of listeners) for (const entry of news) tell(listener, entry);
  }

  function tell(listener: (entry: Revocation) => void, entry: Revocation): void {
    try {
      listener(entry);
    } catch (error) {
      onFault?.(error);
    }
  }

  /** Whether the log may have forgotten what follows the cursor: by either clock, since the monotonic one may have stood still. */
  function wasAwayAt(at: Sending): boolean {
    if (lastRead === undefined || retention === undefined) return false;
    const margin = Math.min(Math.max(maxStaleness, retention / 10), retention / 2);
    return Math.max(at.monotonicMs - lastRead.monotonicMs, at.wallMs - lastRead.wallMs) > (retention - margin) * 1000;
  }

  function enterEpoch(page: FeedPage, nowMs: number): void {
    leases.end();
    chain = undefined;
    leaseWaitsUntilMs = nowMs + Math.max(ownMaxStaleness, page.maxStaleness) * 1000;
  }

  /** Only the last page of a chain confirms that nothing is missing, and it does so as of the first one's sending. */
  function renewLease(page: FeedPage, sending: Sending): void {
    const silent = new Set([...(chain?.silent ?? []), ...(page.silent ?? [])]);
    const pages: Chain = { sending: chain?.sending ?? sending, age: Math.max(chain?.age ?? 0, page.age), silent };
    chain = page.hasMore ? pages : undefined;
    if (page.hasMore || pages.sending.monotonicMs < leaseWaitsUntilMs) return;
    leases.renew(pages.sending, (maxStaleness - pages.age) * 1000, pages.silent);
  }

  function sweep(nowMs: number): void {
    if (nowMs - sweptMs < sweepEveryMs) return;
    sweptMs = nowMs;
    const engineNow = engineTimeAt(nowMs);
    const appliedBeforeMs = nowMs - longestRetention * 1000;
    floors.sweep(
      Math.ceil(floors.size / sweepShare) + sweepAtLeast,
      (until, appliedMs) => until < engineNow && appliedMs < appliedBeforeMs,
    );
  }

  return {
    floorOf: floors.floorOf,
    isRetired: (kid) => retired.has(kid),
    isFreshAt: leases.standAt,
    isPausedAt: (monotonicMs) => monotonicMs < leaseWaitsUntilMs,
    engineTimeAt,

    get engineTimeByWall() {
      return engineWallOffsetMs === undefined ? undefined : (clock.wallMs() + engineWallOffsetMs) / 1000;
    },
    get maxStaleness() {
      return maxStaleness;
    },
    get tokenHorizon() {
      return retention === undefined ? Number.POSITIVE_INFINITY : retention - maxStaleness;
    },
    get settledAt() {
      return engineTimeAt(leaseWaitsUntilMs);
    },
    get era() {
      return era;
    },
    get cursor() {
      return wasAwayAt({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }) ? undefined : cursor;
    },

    apply(page, sending) {
      const nowMs = clock.monotonicMs();
      const { settlesIn = 0 } = page;
      const isNewEpoch = epoch !== undefined && page.epoch !== epoch;
      if (isNewEpoch) enterEpoch(page, nowMs);
      else if (settlesIn > 0) leaseWaitsUntilMs = Math.max(leaseWaitsUntilMs, nowMs + settlesIn * 1000);
      if (isNewEpoch || page.isSnapshot || wasAwayAt(sending)) era++;
      epoch = page.epoch;
      cursor = isNewEpoch ? undefined : page.cursor;
      lastRead = sending;
      maxStaleness = Math.min(ownMaxStaleness, page.maxStaleness);
      retention = page.retention;
      longestRetention = Math.max(longestRetention, page.retention);
      leases.resize(page.partitions ?? 1);
      engineOffsetMs = page.now * 1000 - sending.monotonicMs;
      engineWallOffsetMs = page.now * 1000 - sending.wallMs;
      sweep(nowMs);
      fold(page.entries, nowMs);
      if (!isNewEpoch) renewLease(page, sending);
      return isNewEpoch ? 'new_epoch' : 'applied';
    },

    raise: (entries) => fold(entries, clock.monotonicMs()),
    distrust: leases.end,
    liveFloors: floors.list,
    retiredKids: () => [...retired],

    onEntry(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    status() {
      const nowMs = clock.monotonicMs();
      const leaseLeftMs = leases.leftMsAt(nowMs);
      const partitions = { total: leases.size, fresh: leases.standingAt(nowMs) };
      return { isFresh: leaseLeftMs > 0, leaseLeftMs, entries: floors.size, epoch, partitions };
    },
  };
}
