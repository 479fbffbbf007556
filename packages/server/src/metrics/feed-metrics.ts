/** What `/metrics` says of a view of the feed: how much it can be trusted, and what it holds. */
import type { ViewStatus } from '@gemel/verifier';
import type { Metric } from './exposition.ts';
import { gauge } from './metric.ts';

export interface FeedFacts {
  readonly feed: Pick<ViewStatus, 'isFresh' | 'leaseLeftMs' | 'entries' | 'partitions'>;
  /** Seconds: the bound that holds. */
  readonly maxStaleness: number;
  /** Seconds for which there has been no lease; 0 while there is one. */
  readonly staleFor: number;
}

export function feedMetrics({ feed, maxStaleness, staleFor }: FeedFacts): readonly Metric[] {
  const left = feed.leaseLeftMs / 1000;
  return [
    gauge('gemel_feed_fresh', '1 while this node may trust its view of revocations.', feed.isFresh ? 1 : 0),
    gauge('gemel_lease_left_seconds', 'Seconds until trust in the view ends; 0 when it has.', left),
    gauge(
      'gemel_lease_age_seconds',
      'Seconds since the sending of the read that the lease rests on; the whole bound where there is none.',
      Math.max(0, maxStaleness - left),
    ),
    gauge(
      'gemel_feed_lag_seconds',
      'Seconds by which the view may be behind the log; it goes on rising where the lease age ends.',
      Math.max(0, maxStaleness - left) + staleFor,
    ),
    gauge('gemel_max_staleness_seconds', 'The bound that holds: the shortest of this node and its fleet.', maxStaleness),
    gauge('gemel_feed_entries', 'Revocations held in memory.', feed.entries),
    gauge('gemel_feed_partitions', 'Partitions of the log.', feed.partitions.total),
    gauge('gemel_feed_partitions_fresh', 'Partitions whose part of the view may be trusted.', feed.partitions.fresh),
  ];
}
