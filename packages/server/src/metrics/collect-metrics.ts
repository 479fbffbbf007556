/** What `/metrics` says, in its order: how much the view can be trusted, what was judged, what it cost. */
import type { HashingLoad } from '@gemel/accounts';
import type { GemelHealth, GemelStats } from 'gemel';
import type { EngineCounts } from './engine-counts.ts';
import type { Metric, Sample } from './exposition.ts';
import { counter, gauge } from './metric.ts';
import type { RequestCounts } from './request-counts.ts';

export interface MetricSources {
  readonly version: string;
  readonly health: GemelHealth;
  readonly stats: GemelStats;
  /** How many nodes are registered; undefined where the store did not say. */
  readonly nodes: number | undefined;
  /** Seconds for which there has been no lease; 0 while there is one. */
  readonly staleFor: number;
  readonly hashing: HashingLoad;
  readonly counts: EngineCounts;
  readonly requests: RequestCounts;
}

/** Returns the metrics of the engine and of the server. */
export function collectMetrics(sources: MetricSources): readonly Metric[] {
  return [...freshnessMetrics(sources), ...engineMetrics(sources.stats, sources.counts), ...serverMetrics(sources)];
}

function freshnessMetrics({ health: { store, keys, fleet }, stats: { feed }, nodes, staleFor }: MetricSources): readonly Metric[] {
  const left = feed.leaseLeftMs / 1000;
  return [
    gauge('gemel_store_up', '1 where the store of sessions has just answered.', store === 'ok' ? 1 : 0),
    gauge('gemel_feed_fresh', '1 while this node may trust its view of revocations.', feed.isFresh ? 1 : 0),
    gauge('gemel_lease_left_seconds', 'Seconds until trust in the view ends; 0 when it has.', left),
    gauge(
      'gemel_lease_age_seconds',
      'Seconds since the sending of the read that the lease rests on; the whole bound where there is none.',
      Math.max(0, fleet.maxStaleness - left),
    ),
    gauge(
      'gemel_feed_lag_seconds',
      'Seconds by which the view may be behind the log; it goes on rising where the lease age ends.',
      Math.max(0, fleet.maxStaleness - left) + staleFor,
    ),
    gauge('gemel_max_staleness_seconds', 'The bound that holds: the shortest of this node and its fleet.', fleet.maxStaleness),
    gauge('gemel_feed_entries', 'Revocations held in memory.', feed.entries),
    gauge('gemel_feed_partitions', 'Partitions of the log.', feed.partitions.total),
    gauge('gemel_feed_partitions_fresh', 'Partitions whose part of the view may be trusted.', feed.partitions.fresh),
    gauge('gemel_feed_readers', 'Readers that follow the feed through this node.', fleet.readers),
    {
      ...gauge('gemel_fleet_nodes', 'Nodes that are registered with the store.', nodes ?? 0),
      samples: nodes === undefined ? [] : [{ value: nodes }],
    },
    gauge('gemel_keys_published', 'Signing keys in the line, the next one included.', keys.published),
  ];
}

function engineMetrics(stats: GemelStats, counts: EngineCounts): readonly Metric[] {
  const refused: readonly Sample[] = Object.entries(stats.refused).map(([code, value]) => ({ labels: { code }, value }));
  const sum = refused.reduce((total, { value }) => total + value, 0);
  return [
    counter('gemel_verifications_total', 'Requests judged, by result.', [
      { labels: { result: 'authenticated', credential: 'cookie' }, value: stats.authenticated.cookie },
      { labels: { result: 'authenticated', credential: 'bearer' }, value: stats.authenticated.bearer },
      { labels: { result: 'anonymous', credential: 'none' }, value: stats.anonymous },
      { labels: { result: 'refused', credential: 'any' }, value: sum },
    ]),
    counter('gemel_refusals_total', 'Credentials refused, by code.', refused),
    counter('gemel_record_cache_hits_total', 'Session cookies that a record in memory vouched for.', stats.records.hits),
    counter('gemel_record_cache_misses_total', 'Session cookies for which the store was read.', stats.records.reads),
    counter('gemel_sessions_started_total', 'Sessions started here.', stats.sessionsStarted),
    counter('gemel_refreshes_total', 'Refresh tokens rotated here.', stats.refreshes),
    counter(
      'gemel_refresh_reuses_total',
      'Replaced refresh tokens that were presented again, each of which ended its session.',
      stats.reuses,
    ),
    counter('gemel_revocations_total', 'Sessions ended here, by reason.', counts.revocations.samples()),
    counter('gemel_key_events_total', 'Signing keys rotated and retired, as this node saw it.', counts.keyEvents.samples()),
    counter('gemel_faults_total', 'Faults of what this node depends on, by code.', counts.faults.samples()),
  ];
}

function serverMetrics({ hashing, requests, version }: MetricSources): readonly Metric[] {
  return [
    gauge('gemel_hashing_running', 'Passwords being hashed.', hashing.running),
    gauge('gemel_hashing_waiting', 'Passwords waiting to be hashed.', hashing.waiting),
    gauge('gemel_hashing_queue_max', 'Passwords that may wait; more are refused with 503.', hashing.maxQueue),
    counter('gemel_http_requests_total', 'Requests answered, by route and status.', requests.answered.samples()),
    counter('gemel_http_request_seconds_total', 'Seconds spent on them, by route.', requests.seconds()),
    { ...gauge('gemel_build_info', 'The version that runs.', 1), samples: [{ labels: { version }, value: 1 }] },
  ];
}
