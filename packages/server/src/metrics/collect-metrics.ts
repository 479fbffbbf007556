/** What `/metrics` says, in its order: how much the view can be trusted, what was judged, what it cost. */
import type { HashingLoad } from '@gemel/accounts';
import type { GemelHealth } from 'gemel';
import type { EngineCounts } from './engine-counts.ts';
import type { Metric, Sample } from './exposition.ts';
import type { RequestCounts } from './request-counts.ts';

export interface MetricSources {
  readonly version: string;
  /** Seconds: the bound that this node was given. */
  readonly maxStaleness: number;
  readonly health: GemelHealth;
  readonly hashing: HashingLoad;
  readonly counts: EngineCounts;
  readonly requests: RequestCounts;
}

/** Returns the metrics of the engine and of the server. */
export function collectMetrics(sources: MetricSources): readonly Metric[] {
  return [...freshnessMetrics(sources), ...engineMetrics(sources.counts), ...serverMetrics(sources)];
}

function freshnessMetrics({ health: { store, feed, keys }, maxStaleness }: MetricSources): readonly Metric[] {
  const leaseLeft = feed.leaseLeftMs / 1000;
  return [
    gauge('gemel_store_up', '1 where the store of sessions has just answered.', store === 'ok' ? 1 : 0),
    gauge('gemel_feed_fresh', '1 while this node may trust its view of revocations.', feed.isFresh ? 1 : 0),
    gauge('gemel_lease_left_seconds', 'Seconds until trust in the view ends; 0 when it has.', leaseLeft),
    gauge(
      'gemel_lease_age_seconds',
      'Seconds since the read that confirmed the view was sent; the bound where there is no lease.',
      maxStaleness - leaseLeft,
    ),
    gauge('gemel_max_staleness_seconds', 'The bound that this node was given.', maxStaleness),
    gauge('gemel_feed_entries', 'Revocations held in memory.', feed.entries),
    gauge('gemel_keys_published', 'Signing keys in the line, the next one included.', keys.published),
  ];
}

function engineMetrics(counts: EngineCounts): readonly Metric[] {
  return [
    counter('gemel_sessions_started_total', 'Sessions started here.', counts.sessionsStarted.samples()),
    counter('gemel_refreshes_total', 'Refresh tokens rotated here.', counts.refreshes.samples()),
    counter(
      'gemel_refresh_reuses_total',
      'Rotated refresh tokens that were presented again, each of which ended a session.',
      counts.reuses.samples(),
    ),
    counter('gemel_revocations_total', 'Sessions ended here, by reason.', counts.revocations.samples()),
    counter('gemel_refusals_total', 'Credentials refused here, by code.', counts.refusals.samples()),
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
    { name: 'gemel_build_info', type: 'gauge', help: 'The version that runs.', samples: [{ labels: { version }, value: 1 }] },
  ];
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, samples: [{ value }] };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'counter', help, samples };
}
