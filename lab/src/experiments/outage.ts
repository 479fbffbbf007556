/** Experiment 5: the store cannot be reached, or does not answer: who keeps serving, for how long, and is that safe? */
import { setTimeout } from 'node:timers/promises';
import type { Credential } from '../fleet/credential.ts';
import type { LabNode } from '../fleet/lab-node.ts';
import { nowMs } from '../fleet/recorder.ts';
import type { Fleet } from '../fleet/start-fleet.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { rankHighest } from './conclude.ts';
import { allSchemes, type ByScheme, cellsOf } from './each-scheme.ts';
import type { Cell, Experiment, Outcome, Row, Trial } from './experiment.ts';
import type { LiveScheme } from './live-picture.ts';
import { absent, measured, spell, verdict } from './numbers.ts';
import { describeStatus, drawSpans, servedFor, type Span, watchAnswers } from './watch.ts';
import { type Answers, type LeaseReading, watchNodes } from './watch-nodes.ts';

export const outage: Experiment = {
  id: 'outage',
  number: 5,
  title: 'The store or the feed is down',
  claim: 'Sessions stop when their store does; tokens go on.',
  method: [
    'Of three nodes, the last two know people who are signed in. Then B loses its store, because the network between them is cut (connections are refused), and C, because it falls silent (connections stay open and carry nothing); both are asked again and again.',
    'Meanwhile the session of one of those whom B knows is ended at A: for as long as B lets them in, it does what it must not.',
    'While it runs, each node says how much of its lease is left, and what was asked of it last is shown beside that: whether it let somebody in from memory, or after asking the store.',
    'That is done several times, and all schemes are tried at the same time, since most of it is waiting.',
  ],
  wouldChange: [
    'Gemel’s maxStaleness: the longer a node may trust what it knows, the longer it serves alone, and the longer it may serve somebody whose session has ended.',
    'onStale: here the default, to ask the store, which cannot be asked; so it answers 503. With accept it would go on until the token expires, safe or not.',
    'The client of the store: node-redis holds commands back while it reconnects, so that requests hang instead of failing.',
  ],
  parameters: [
    { name: 'times', label: 'times', unit: '', least: 1, most: 20, isList: false, quick: [2], full: [4] },
    { name: 'staleness', label: 'maxStaleness of Gemel', unit: 's', least: 0.5, most: 60, isList: false, quick: [1], full: [5] },
    { name: 'beyond', label: 'watched beyond it', unit: 's', least: 0.5, most: 60, isList: false, quick: [1], full: [3] },
    {
      name: 'patience',
      label: 'an answer is waited for',
      unit: 'ms',
      least: 100,
      most: 20_000,
      isList: false,
      quick: [1500],
      full: [2000],
    },
  ],
  pace: 'waits',
  run,
};

/** What was seen in one outage. */
interface Outage {
  readonly cut: readonly Span[];
  /** Of node B, while the store was cut off; none where it counts no lease. */
  readonly leases: readonly LeaseReading[];
  readonly silent: readonly Span[];
  /** Of somebody whose session was ended behind B's back. */
  readonly ended: readonly Span[];
  readonly newcomer: number;
  readonly signIn: boolean;
  /** Milliseconds from the end of the cut until B let somebody in again. */
  readonly recoveredMs: number | null;
}

async function run(trial: Trial): Promise<Outcome> {
  const forMs = (trial.value('staleness') + trial.value('beyond')) * 1000;
  const show = createShow(trial);
  const plan = { nodes: 3, maxStaleness: trial.value('staleness') };
  const found = await allSchemes(trial, plan, async (fleet, report) => {
    const outages: Outage[] = [];
    const times = trial.value('times');
    for (let index = 0; index < times; index++) {
      const reportOne = (part: number, what: string): void => report((index + part) / times, what);
      outages.push(await tryOnce(fleet, { index, forMs, patienceMs: trial.value('patience'), report: reportOne, show }));
    }
    return outages;
  });
  const rows = createRows(found, forMs);
  const chart = (title: string, pick: (outage: Outage) => readonly Span[], isServingGood: boolean): Outcome['charts'][number] => ({
    kind: 'timeline',
    title,
    axis: { title: 'since then', unit: 'ms' },
    lanes: trial.schemes.flatMap(({ id, title: label }) => {
      const [first] = found.get(id) ?? [];
      return first === undefined ? [] : [{ label, schemeId: id, spans: drawSpans(pick(first), isServingGood) }];
    }),
    marks: [{ at: trial.value('staleness') * 1000, text: 'maxStaleness' }],
  });
  return {
    rows,
    charts: [
      chart('The store is cut off: somebody whom node B knows', ({ cut }) => cut, true),
      drawLeases(found, trial.schemes),
      chart('The store is silent: somebody whom node C knows', ({ silent }) => silent, true),
      chart('Node B is cut off: somebody whose session was ended at A', ({ ended }) => ended, false),
    ],
    sequences: [],
    conclusions: conclude(rows, found, trial, forMs),
  };
}

/** Shows what is seen of all schemes, whenever something new is seen of one. */
function createShow(trial: Trial): (scheme: LiveScheme) => void {
  const seen = new Map<string, LiveScheme>();
  return (scheme) => {
    seen.set(scheme.id, scheme);
    trial.show({
      title: 'What each node still trusts, and what it answered last',
      fullMs: trial.value('staleness') * 1000,
      schemes: trial.schemes.flatMap(({ id }) => seen.get(id) ?? []),
    });
  };
}

function drawLeases(found: ByScheme<readonly Outage[]>, schemes: readonly Scheme[]): Outcome['charts'][number] {
  return {
    kind: 'lines',
    title: 'The store is cut off: what is left of the lease of node B',
    x: { title: 'since then', unit: 'ms' },
    y: { title: 'left', unit: 'ms' },
    lines: schemes.flatMap(({ id, title }) => {
      const points = (found.get(id)?.[0]?.leases ?? []).map(({ atMs, leftMs }) => ({ x: atMs, y: leftMs, low: leftMs, high: leftMs }));
      return points.length === 0 ? [] : [{ label: title, schemeId: id, points }];
    }),
  };
}

interface OutagePlan {
  readonly index: number;
  readonly forMs: number;
  readonly patienceMs: number;
  report(part: number, what: string): void;
  show(scheme: LiveScheme): void;
}

async function tryOnce(fleet: Fleet, { index, forMs, patienceMs, report, show }: OutagePlan): Promise<Outage> {
  const [a, b, c] = [fleet.node(0), fleet.node(1), fleet.node(2)];
  report(0.1, 'signing in');
  const unknown = await a.signIn({ subject: `unknown-${index}` });
  const known = await beKnown(fleet, b, `known-${index}`);
  const second = await beKnown(fleet, c, `second-${index}`);
  const ending = await beKnown(fleet, b, `ending-${index}`);
  const { id, title } = fleet.scheme;
  const what = 'B is cut off, C hears nothing; a session that B knows was ended at A';
  const told = fleet.nodes.map((): Answers => ({ count: 0, status: null, atMs: nowMs() }));
  const since = nowMs();
  await Promise.all([fleet.network('cut', 1), fleet.network('silence', 2)]);
  await a.administer({ act: 'disable', subject: `ending-${index}` });
  const acknowledged = nowMs();
  report(0.3, 'the store is away');
  const watching = watchNodes(fleet, told, (nodes) => show({ id, title, what, nodes }));
  const watch = (node: number, credential: Credential, from: number): Promise<readonly Span[]> =>
    watchAnswers(fleet.node(node), credential, {
      ...{ since: from, forMs, patienceMs, pauseMs: node === 0 ? 100 : 40 },
      onAnswer: (status) => void Object.assign(told[node] ?? {}, { count: (told[node]?.count ?? 0) + 1, status, atMs: nowMs() }),
    });
  const [, cut, silent, ended] = await Promise.all([
    watch(0, known, since),
    watch(1, known, since),
    watch(2, second, since),
    watch(1, ending, acknowledged),
  ]);
  const leases = (await watching.finish()).filter(({ node }) => node === b.name);
  const [newcomer, signIn] = await Promise.all([
    b.ask(unknown, { patienceMs }).then(({ status }) => status),
    b.signIn({ subject: 'late' }, { patienceMs }).then(
      () => true,
      () => false,
    ),
  ]);
  report(0.8, 'the network is there again');
  await fleet.network('heal', null);
  return { cut, leases, silent, ended, newcomer, signIn, recoveredMs: await recover(b, known, forMs * 3) };
}

/** Known to a node, which has fresh news of everything where it follows a feed, and has its store again after an earlier outage. @throws Error where that does not come */
async function beKnown(fleet: Fleet, node: LabNode, subject: string): Promise<Credential> {
  const credential = await fleet.node(0).signIn({ subject });
  const since = nowMs();
  while (nowMs() - since < 15_000) {
    const left = await node.leaseLeftMs();
    if ((left === null || left > 0) && (await node.ask(credential, { patienceMs: 1000 })).status === 200) return credential;
    await setTimeout(25);
  }
  throw new Error(`${node.name} does not let in somebody who is signed in`);
}

async function recover(node: LabNode, credential: Credential, patienceMs: number): Promise<number | null> {
  const since = nowMs();
  while (nowMs() - since < patienceMs) {
    if ((await node.ask(credential, { patienceMs: 500 })).status === 200) return nowMs() - since;
    await setTimeout(25);
  }
  return null;
}

function createRows(found: ByScheme<readonly Outage[]>, forMs: number): readonly Row[] {
  return [
    {
      id: 'cut',
      title: 'store cut off: somebody who is known is served for',
      unit: 'ms',
      isHeadline: true,
      cells: cellsOf(found, (outages) =>
        servedFor(
          outages.map(({ cut }) => cut),
          forMs,
        ),
      ),
    },
    {
      id: 'silent',
      title: 'store silent: served for',
      unit: 'ms',
      cells: cellsOf(found, (outages) =>
        servedFor(
          outages.map(({ silent }) => silent),
          forMs,
        ),
      ),
    },
    {
      id: 'ended',
      title: 'is that safe? somebody whose session ended meanwhile is served for',
      unit: 'ms',
      isHeadline: true,
      cells: cellsOf(found, (outages) =>
        servedFor(
          outages.map(({ ended }) => ended),
          forMs,
        ),
      ),
    },
    {
      id: 'newcomer',
      title: 'store cut off: somebody new to the node',
      unit: '',
      cells: cellsOf(found, (outages) => statusCell(outages.map(({ newcomer }) => newcomer))),
    },
    {
      id: 'sign-in',
      title: 'store cut off: signing in',
      unit: '',
      cells: cellsOf(found, (outages) =>
        outages.some(({ signIn }) => signIn) ? verdict('works', 'good') : verdict('does not work', 'bad'),
      ),
    },
    {
      id: 'recovered',
      title: 'served again after the cut ends',
      unit: 'ms',
      cells: cellsOf(found, (outages) => {
        const recovered = outages.flatMap(({ recoveredMs }) => (recoveredMs === null ? [] : [recoveredMs]));
        return recovered.length < outages.length ? absent('not within the time it was watched') : measured(recovered);
      }),
    },
  ];
}

function statusCell(statuses: readonly number[]): Cell {
  if (statuses.every((status) => status === 200)) return verdict('let in', 'good');
  const seen = [...new Set(statuses)].toSorted((left, right) => left - right);
  return verdict(seen.map((status) => (status === 200 ? 'let in' : describeStatus(status))).join(', or '), 'bad');
}

function conclude(rows: readonly Row[], found: ByScheme<readonly Outage[]>, trial: Trial, forMs: number): readonly string[] {
  const [cut, , ended] = rows;
  if (cut === undefined || ended === undefined) return [];
  const isThrough = (outages: readonly Outage[]): boolean => outages.every((outage) => outage.ended.every(({ status }) => status === 200));
  const unsafe = trial.schemes.filter(({ id }) => isThrough(found.get(id) ?? []));
  const longest = (spans: readonly (readonly Span[])[]): number => Math.max(...spans.map((one) => servedFor([one], forMs).value));
  const bounded = trial.schemes.flatMap(({ id, title, hasBound }) => {
    const outages = found.get(id);
    return hasBound && outages !== undefined
      ? [{ title, served: longest(outages.map((one) => one.cut)), unsafeFor: longest(outages.map((one) => one.ended)) }]
      : [];
  });
  const bound = trial.value('staleness') * 1000;
  return [
    rankHighest(cut, trial.schemes, 'Served longest without the store'),
    unsafe.length === 0
      ? 'Nobody whose session had ended was served throughout.'
      : `Not safe: ${unsafe.map(({ title }) => title).join(', ')} served somebody whose session had ended for as long as it was watched (${spell(forMs, 'ms')}).`,
    ...bounded.map(({ title, served, unsafeFor }) => {
      const kept = unsafeFor <= bound ? `within its bound of ${spell(bound, 'ms')}` : `LONGER than its bound of ${spell(bound, 'ms')}`;
      return `${title} served alone for ${spell(served, 'ms')} at most, and somebody whose session had ended for ${spell(unsafeFor, 'ms')}: ${kept}.`;
    }),
  ];
}
