/** What `/metrics` says, in its order: how much the view can be trusted, what was judged, what it cost. */
import type { AuditLoad, HashingLoad, MailLoad } from '@gemel/accounts';
import type { GemelHealth, GemelStats } from 'gemel';
import type { EngineCounts } from './engine-counts.ts';
import type { Metric, Sample } from './exposition.ts';
import { feedMetrics } from './feed-metrics.ts';
import { counter, gauge } from './metric.ts';
import type { RequestCounts } from './request-counts.ts';
import { requestMetrics } from './request-metrics.ts';

export interface MetricSources {
  readonly version: string;
  readonly health: GemelHealth;
  readonly stats: GemelStats;
  /** How many nodes are registered; undefined where the store did not say. */
  readonly nodes: number | undefined;
  /** Seconds for which there has been no lease; 0 while there is one. */
  readonly staleFor: number;
  readonly hashing: HashingLoad;
  readonly audit: AuditLoad;
  /** Undefined where there is no mail. */
  readonly mail: MailLoad | undefined;
  readonly counts: EngineCounts;
  readonly requests: RequestCounts;
}

/** Returns the metrics of the engine and of the server. */
export function collectMetrics(sources: MetricSources): readonly Metric[] {
  return [...freshnessMetrics(sources), ...engineMetrics(sources.stats, sources.counts), ...serverMetrics(sources)];
}

function freshnessMetrics({ health: { store, keys, fleet }, stats: { feed }, nodes, staleFor }: MetricSources): readonly Metric[] {
  return [
    gauge('gemel_store_up', '1 where the store of sessions has just answered.', store === 'ok' ? 1 : 0),
    ...feedMetrics({ feed, maxStaleness: fleet.maxStaleness, staleFor }),
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

function serverMetrics({ hashing, audit, mail, requests, version }: MetricSources): readonly Metric[] {
  return [
    gauge('gemel_hashing_running', 'Passwords being hashed.', hashing.running),
    gauge('gemel_hashing_waiting', 'Passwords waiting to be hashed.', hashing.waiting),
    gauge('gemel_hashing_queue_max', 'Passwords that may wait; more are refused with 503.', hashing.maxQueue),
    gauge('gemel_audit_waiting', 'Events that wait until the database takes them into the audit log.', audit.waiting),
    counter('gemel_audit_events_total', 'Events of the audit log, by what became of them.', [
      { labels: { result: 'written' }, value: audit.written },
      { labels: { result: 'lost' }, value: audit.lost },
    ]),
    ...(mail === undefined ? [] : mailMetrics(mail)),
    ...requestMetrics(requests, version),
  ];
}

function mailMetrics({ waiting, sent, failed }: MailLoad): readonly Metric[] {
  return [
    gauge('gemel_mail_waiting', 'Messages in the outbox.', waiting),
    counter('gemel_mail_total', 'Messages that left the outbox, by what became of them.', [
      { labels: { result: 'sent' }, value: sent },
      { labels: { result: 'failed' }, value: failed },
    ]),
  ];
}
