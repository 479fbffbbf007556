/** What the overview says of this node right now: for the page, and for its script once a second. */
import type { GemelHealth, NodeStanding, RegisteredNode, Stamped } from 'gemel';
import type { HashingLoad, MailLoad } from '@gemel/accounts';
import { nodeFacts, type NodeFacts } from '../../admin/fleet/node-facts.ts';
import type { ConsoleOverviewTexts } from '../../texts/console-overview-texts.ts';
import { chartLines } from '../live/chart-lines.ts';
import type { LiveCell, LiveFacts } from '../live/live-facts.ts';
import { type CountedWord, historyLength, type OverviewHistory, type Second } from '../live/overview-history.ts';
import { type ChartRow, chartRows, type SeriesName, valueOf } from './charts.ts';

/** What the store has said of the fleet last; undefined where it did not answer. */
export interface FleetFacts {
  readonly health: GemelHealth;
  readonly registered: Stamped<readonly RegisteredNode[]> | undefined;
}

export interface OverviewSources {
  readonly history: OverviewHistory;
  readonly fleet: FleetFacts;
  readonly hashing: HashingLoad;
  readonly mail: MailLoad | undefined;
  readonly texts: ConsoleOverviewTexts;
}

export function overviewFacts(sources: OverviewSources): LiveFacts {
  const { history, texts } = sources;
  const seconds = history.seconds();
  const nodes = nodesNow(sources);
  const charts = chartRows.map((row) => chartFacts(row, seconds));
  return {
    texts: Object.assign({}, statusTexts(sources, nodes), totalTexts(history), ...charts.map((chart) => chart.texts)) as Record<
      string,
      string
    >, // assign forgets that each is one
    paths: Object.assign({}, ...charts.map((chart) => chart.paths)) as Record<string, string>, // as above
    rows: {
      refusals: wordRows(history.refusals()),
      ends: wordRows(history.revocations()),
      nodes: (nodes ?? []).map((node) => nodeRow(node, texts)),
    },
  };
}

function chartFacts({ name, series, unit }: ChartRow, seconds: readonly Second[]): Pick<LiveFacts, 'texts' | 'paths'> {
  const lists = series.map((one) => seconds.map((second) => valueOf(second, one)));
  const { top, paths } = chartLines(lists, historyLength);
  const spell = (value: number): string => (unit === 'seconds' ? value.toFixed(1) : String(value));
  return {
    texts: {
      [`${name}-top`]: String(top),
      ...Object.fromEntries(series.map((one, index) => [`${one}-now`, spell(lists[index]?.at(-1) ?? 0)])),
      ...Object.fromEntries(
        series.map((one, index) => [`${one}-sum`, String((lists[index] ?? []).reduce((sum, value) => sum + value, 0))]),
      ),
    },
    paths: Object.fromEntries(series.map((one, index) => [one, paths[index] ?? ''])),
  };
}

/** Since the process began. */
function totalTexts(history: OverviewHistory): Readonly<Record<string, string>> {
  const { stats } = history.latest();
  const total = (words: readonly CountedWord[]): number => words.reduce((sum, word) => sum + word.total, 0);
  const totals: Readonly<Partial<Record<SeriesName, number>>> = {
    signIns: stats.sessionsStarted,
    refreshes: stats.refreshes,
    refusals: total(history.refusals()),
    revocations: total(history.revocations()),
    hits: stats.records.hits,
    reads: stats.records.reads,
  };
  return Object.fromEntries(Object.entries(totals).map(([name, value]) => [`${name}-total`, String(value)]));
}

function statusTexts(
  { history, fleet: { health }, hashing, mail, texts }: OverviewSources,
  nodes: readonly NodeFacts[] | undefined,
): Readonly<Record<string, string>> {
  const { lease, lag, stats } = history.latest();
  return {
    store: health.store === 'ok' ? texts.answers : texts.silent,
    feed: stats.feed.isFresh ? texts.fresh : texts.stale,
    lease: texts.seconds(lease),
    lag: texts.seconds(lag),
    bound: texts.seconds(health.fleet.maxStaleness),
    nodes: nodes === undefined ? texts.unknown : texts.nodes(nodes.length, nodes.filter(({ standing }) => isTroubled(standing)).length),
    readers: String(health.fleet.readers),
    hashing: texts.waiting(hashing.running, hashing.waiting),
    mail: mail === undefined ? texts.noMail : texts.mailed(mail.sent, mail.waiting, mail.failed),
  };
}

function wordRows(words: readonly CountedWord[]): readonly (readonly string[])[] {
  return words.map(({ word, recent, total }) => [word, String(recent), String(total)]);
}

/** Undefined where the store did not answer. This node's own lag and lease are those of the charts. */
function nodesNow({ history, fleet: { health, registered } }: OverviewSources): readonly NodeFacts[] | undefined {
  if (registered === undefined) return undefined;
  const { lag, lease: leaseLeft } = history.latest();
  return nodeFacts(registered, health).map((node) => (node.isThisOne ? { ...node, lag, leaseLeft } : node));
}

function nodeRow(node: NodeFacts, texts: ConsoleOverviewTexts): readonly LiveCell[] {
  const { id, name, isThisOne, standing, lag, leaseLeft, maxStaleness, acceptsStale } = node;
  return [
    { text: isThisOne ? texts.ownNode(name ?? id) : (name ?? id), ...(name === undefined ? {} : { note: id }) },
    { text: texts.standing[standing](node.saidAgo ?? 0, isThisOne), isAlarm: isTroubled(standing) },
    lag === undefined ? texts.unknown : standing === 'stale' && !isThisOne ? texts.moreThan(lag) : texts.seconds(lag),
    leaseLeft === undefined ? texts.unknown : { text: texts.seconds(leaseLeft), share: Math.round((100 * leaseLeft) / maxStaleness) },
    { text: texts.seconds(maxStaleness), ...(acceptsStale ? { note: texts.acceptsStale } : {}) },
  ];
}

function isTroubled(standing: NodeStanding): boolean {
  return standing === 'silent' || standing === 'stale';
}
