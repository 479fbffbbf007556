/** Experiment 2: more nodes, and a store further away: throughput, latency, and what the store is asked. */
import { rankHighest, rankLowest } from '../conclude.ts';
import { type ByScheme, cellsOf } from '../each-scheme.ts';
import type { Experiment, NumberCell, Outcome, Row, Trial } from '../experiment.ts';
import { absent, differs, measured, spell } from '../numbers.ts';
import { measurePeak, measurePoints, type Point, type Runner, startAll } from './measure-points.ts';

export const scaling: Experiment = {
  id: 'scaling',
  number: 2,
  title: 'Scaling out',
  claim: 'Sessions need a shared store, which all nodes wait for; tokens scale without one.',
  method: [
    'People who are signed in ask nodes without a pause, over eight connections a node: first one node, then more of them, straight to the store.',
    'Then two nodes, with a network between them and the store that adds to each round trip. How many commands reach the store is counted at its door.',
    'Last, many people sign in at once.',
  ],
  wouldChange: [
    'Cores: nodes, store and load share this machine, so more nodes than cores cannot do more here. What scales is seen in the latency over a distant store, and in what the store has to do for each request.',
    'The store’s own limit is computed from the processor time that it needed for a request, for one core.',
    'Where the store is a file there is no network; a pause before each command stands for it.',
  ],
  parameters: [
    { name: 'nodes', label: 'nodes', unit: '', least: 1, most: 8, isList: true, quick: [1, 2], full: [1, 2, 4, 8] },
    { name: 'delays', label: 'added to a round trip', unit: 'ms', least: 0, most: 200, isList: true, quick: [0, 5], full: [0, 1, 5, 20] },
    { name: 'measure', label: 'each is measured for', unit: 'ms', least: 100, most: 20_000, isList: false, quick: [240], full: [800] },
    { name: 'peak', label: 'who sign in at once', unit: '', least: 5, most: 1000, isList: false, quick: [20], full: [150] },
  ],
  pace: 'measures',
  run,
};

interface Found {
  readonly byNodes: readonly Point[];
  readonly byDelay: readonly Point[];
  /** Per request, at the store's door. */
  readonly commands: number;
  /** Microseconds of the store's processor per request; null where it is a file. */
  readonly storeCpu: NumberCell | null;
  readonly signIns: NumberCell;
}

async function run(trial: Trial): Promise<Outcome> {
  const direct = await measureNodes(trial);
  const distant = await measureDelays(trial);
  const found = new Map(
    trial.schemes.flatMap(({ id }) => {
      const [one, other] = [direct.get(id), distant.get(id)];
      return one === undefined || other === undefined ? [] : [[id, { ...one, ...other }] as const];
    }),
  );
  const rows = createRows(found, trial);
  return { rows, charts: createCharts(found, trial), sequences: [], conclusions: conclude(rows, found, trial) };
}

async function measureNodes(trial: Trial): Promise<ByScheme<Pick<Found, 'byNodes' | 'storeCpu' | 'signIns'>>> {
  const most = Math.max(...trial.values('nodes'));
  trial.progress(0.02, `fleets of ${most} nodes start`);
  const runners = await startAll(trial, most, { isProxied: false });
  const found = new Map(runners.map(({ scheme }) => [scheme.id, { byNodes: [] as Point[], store: [] as number[], signIns: measured([]) }]));
  for (const [index, nodes] of trial.values('nodes').entries()) {
    trial.progress(0.2 + (0.25 * index) / trial.values('nodes').length, `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`);
    const points = await measurePoints(runners, { x: nodes, nodes, ms: trial.value('measure') });
    for (const [id, { point, storeCpu }] of points) {
      found.get(id)?.byNodes.push(point);
      found.get(id)?.store.push(...storeCpu);
    }
  }
  for (const { scheme, fleet } of runners) {
    trial.progress(0.46, `${scheme.title}: many sign in at once`);
    const one = found.get(scheme.id);
    if (one !== undefined) one.signIns = await measurePeak(fleet, trial.value('peak'));
  }
  await Promise.all(runners.map(({ fleet }) => fleet.stop()));
  return new Map([...found].map(([id, { store, ...one }]) => [id, { ...one, storeCpu: store.length === 0 ? null : measured(store) }]));
}

async function measureDelays(trial: Trial): Promise<ByScheme<Pick<Found, 'byDelay' | 'commands'>>> {
  const found = new Map(trial.schemes.map(({ id }) => [id, { byDelay: [] as Point[], commands: Number.NaN }]));
  let runners: readonly Runner[] = [];
  for (const [index, delay] of trial.values('delays').entries()) {
    trial.progress(0.5 + (0.5 * index) / trial.values('delays').length, `a round trip of ${delay} ms more`);
    if (index === 0 || trial.storeKind === 'sqlite') {
      await Promise.all(runners.map(({ fleet }) => fleet.stop()));
      runners = await startAll(trial, 2, trial.storeKind === 'sqlite' ? { delayMs: delay } : {});
    }
    await Promise.all(runners.map(({ fleet }) => fleet.network('delay', null, delay)));
    for (const [id, { point, commands }] of await measurePoints(runners, { x: delay, nodes: 2, ms: trial.value('measure') })) {
      const one = found.get(id);
      one?.byDelay.push(point);
      if (one !== undefined && index === 0) one.commands = commands;
    }
  }
  await Promise.all(runners.map(({ fleet }) => fleet.network('delay', null, 0)));
  await Promise.all(runners.map(({ fleet }) => fleet.stop()));
  return found;
}

function createRows(found: ByScheme<Found>, trial: Trial): readonly Row[] {
  const nodes = trial.values('nodes');
  const delays = trial.values('delays');
  const at = (points: readonly Point[], x: number | undefined): Point | undefined => points.find((point) => point.x === x);
  const farthest = delays.at(-1) ?? 0;
  return [
    {
      id: 'commands',
      title: 'commands to the store per request',
      unit: '',
      isHeadline: true,
      cells: cellsOf(found, ({ commands }) => measured([Math.round(commands * 100) / 100], 'with what nodes send by themselves')),
    },
    {
      id: 'far',
      title: `latency with a store ${farthest} ms further away`,
      unit: 'ms',
      isHeadline: true,
      cells: cellsOf(found, ({ byDelay }) => at(byDelay, farthest)?.latency ?? absent('not measured')),
    },
    {
      id: 'near',
      title: `latency with a store ${delays[0] ?? 0} ms further away`,
      unit: 'ms',
      cells: cellsOf(found, ({ byDelay }) => at(byDelay, delays[0])?.latency ?? absent('not measured')),
    },
    ...nodes.map((count): Row => ({
      id: `rate-${count}`,
      title: `requests a second, ${count} ${count === 1 ? 'node' : 'nodes'}`,
      unit: '/s',
      cells: cellsOf(found, ({ byNodes }) => at(byNodes, count)?.rate ?? absent('not measured')),
    })),
    {
      id: 'store-limit',
      title: 'requests a second that fill one core of the store (computed)',
      unit: '/s',
      cells: cellsOf(found, ({ storeCpu, commands }) => {
        if (storeCpu === null) return absent('the store is a file');
        const { value, low, high, count } = storeCpu;
        if (commands < 0.5) return absent('none: it is not asked');
        return { kind: 'number', value: 1e6 / value, low: 1e6 / high, high: 1e6 / Math.max(low, 0.1), count };
      }),
    },
    { id: 'peak', title: 'sign-ins a second, when all come at once', unit: '/s', cells: cellsOf(found, ({ signIns }) => signIns) },
  ];
}

function createCharts(found: ByScheme<Found>, trial: Trial): Outcome['charts'] {
  const lines = (
    pick: (value: Found) => readonly { x: number; cell: NumberCell }[],
  ): Extract<Outcome['charts'][number], { kind: 'lines' }>['lines'] => {
    return trial.schemes.flatMap(({ id, title }) => {
      const value = found.get(id);
      if (value === undefined) return [];
      return [
        { label: title, schemeId: id, points: pick(value).map(({ x, cell }) => ({ x, y: cell.value, low: cell.low, high: cell.high })) },
      ];
    });
  };
  return [
    {
      kind: 'lines',
      title: 'Latency over the distance of the store, two nodes',
      x: { title: 'added to each round trip', unit: 'ms' },
      y: { title: 'latency of a request', unit: 'ms', isLogarithmic: true },
      lines: lines(({ byDelay }) => byDelay.map(({ x, latency }) => ({ x, cell: latency }))),
    },
    {
      kind: 'lines',
      title: 'Requests a second over nodes, all on this machine',
      x: { title: 'nodes', unit: '' },
      y: { title: 'requests a second', unit: '/s' },
      lines: lines(({ byNodes }) => byNodes.map(({ x, rate }) => ({ x, cell: rate }))),
    },
    {
      kind: 'lines',
      title: 'Requests a second over the distance of the store, two nodes',
      x: { title: 'added to each round trip', unit: 'ms' },
      y: { title: 'requests a second', unit: '/s' },
      lines: lines(({ byDelay }) => byDelay.map(({ x, rate }) => ({ x, cell: rate }))),
    },
  ];
}

function conclude(rows: readonly Row[], found: ByScheme<Found>, trial: Trial): readonly string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const [far, peak, most] = [byId.get('far'), byId.get('peak'), byId.get(`rate-${trial.values('nodes').at(-1) ?? 1}`)];
  if (far === undefined || peak === undefined || most === undefined) return [];
  const waiting: string[] = [];
  const still: string[] = [];
  for (const { id, title } of trial.schemes) {
    const points = found.get(id)?.byDelay ?? [];
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined || first === last) continue;
    if (last.latency.value > first.latency.value && differs(first.latency, last.latency))
      waiting.push(`${title} (${spell(first.latency.value, 'ms')} to ${spell(last.latency.value, 'ms')})`);
    else still.push(title);
  }
  const asking = trial.schemes
    .filter(({ id }) => (found.get(id)?.commands ?? 0) > 0.5)
    .map(({ id, title }) => `${title} ${spell(found.get(id)?.commands ?? 0, '')}`);
  return [
    `Wait for the store, so that its distance shows in each request: ${waiting.join(', ') || 'none'}. No difference seen: ${still.join(', ') || 'none'}.`,
    `Commands to the store per request: ${asking.join(', ') || 'none'}; the others sent next to nothing.`,
    rankLowest(far, trial.schemes, 'Shortest latency with the store furthest away'),
    rankHighest(most, trial.schemes, `Most requests a second with ${trial.values('nodes').at(-1)} nodes on this machine`),
    rankHighest(peak, trial.schemes, 'Most sign-ins a second'),
  ];
}
