/** Experiment 8: what a check costs, by scheme and by algorithm, cold and warm, beside the bare framework. */
import type { Credential } from '../fleet/credential.ts';
import type { Fleet } from '../fleet/start-fleet.ts';
import { openLoad } from '../load/open-load.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { rankLowest } from './conclude.ts';
import { fewAtOnce } from './each-scheme.ts';
import type { Experiment, NumberCell, Outcome, Row, Trial } from './experiment.ts';
import { absent, differs, measured, spell } from './numbers.ts';

export const cost: Experiment = {
  id: 'cost',
  number: 8,
  title: 'Cost of a check',
  claim: 'Looking a session up is slow; checking a signature is fast.',
  method: [
    'One node answers requests over keep-alive connections, and the processor time of its process is read before and after each round; so is that of the store. The same is done with a node of the bare framework, which checks nobody.',
    'Warm: credentials that the node has seen before, in turn. Cold: each is presented once, at a node that has never seen it.',
    'Beside the schemes stand the same with other algorithms.',
  ],
  wouldChange: [
    'The framework: it takes most of the time that a request takes.',
    'How often a credential comes again before a cache forgets it: between warm and cold.',
    'A store in another place: its processor is another one’s, its round trip is not (experiment 2).',
  ],
  parameters: [
    { name: 'requests', label: 'requests a round', unit: '', least: 50, most: 20_000, isList: false, quick: [160], full: [1200] },
    { name: 'rounds', label: 'rounds', unit: '', least: 2, most: 50, isList: false, quick: [3], full: [7] },
    { name: 'cold', label: 'new credentials', unit: '', least: 10, most: 2000, isList: false, quick: [40], full: [200] },
  ],
  pace: 'measures',
  run,
};

interface Measured {
  /** Microseconds of processor time per request, of the node. */
  readonly warm: NumberCell;
  readonly cold: NumberCell | null;
  /** Of the store; null where it is a file. */
  readonly store: NumberCell | null;
}

/** What is measured beside the schemes: frameworks alone, and other algorithms. */
function createOthers(schemes: readonly Scheme[]): readonly Scheme[] {
  const bare = (framework: string): Scheme => ({
    id: `bare-${framework}`,
    title: `${framework} alone`,
    credential: 'token',
    what: 'No check at all.',
    program: 'nodes/bare-node',
    documentation: '',
    options: { framework },
    hasBound: false,
    isInQuickReport: true,
  });
  const other = (id: string, algorithm: string): readonly Scheme[] => {
    const scheme = schemes.find((one) => one.id === id);
    if (scheme === undefined) return [];
    return [{ ...scheme, id: `${id}-${algorithm}`, title: `${scheme.title}, ${algorithm}`, options: { ...scheme.options, algorithm } }];
  };
  const frameworks = schemes.some(({ id }) => id === 'fastify-jwt') ? ['Express', 'Fastify'] : ['Express'];
  return [...frameworks.map(bare), ...other('jwt', 'ES256'), ...other('jwt', 'RS256'), ...other('gemel-token', 'RS256')];
}

async function run(trial: Trial): Promise<Outcome> {
  const others = createOthers(trial.schemes);
  const all = [...others, ...trial.schemes];
  trial.progress(0, 'nodes start');
  let started = 0;
  const contenders = await fewAtOnce(all, async (scheme) => {
    const contender = await prepare(trial, scheme);
    trial.progress((0.5 * ++started) / all.length, `${scheme.title} is ready`);
    return contender;
  });
  await measureWarm(trial, contenders);
  await measureCold(trial, contenders);
  await Promise.all(contenders.map(({ fleet }) => fleet.stop()));
  const found = new Map(contenders.map((contender) => [contender.scheme.id, conclusive(contender)]));
  const rows = createRows(trial, found);
  return { rows, charts: createCharts(all, found), sequences: [], conclusions: conclude(trial, rows, found, others) };
}

/** A scheme, or what stands beside the schemes, with all that has been measured of it. */
interface Contender {
  readonly scheme: Scheme;
  readonly fleet: Fleet;
  readonly isBare: boolean;
  readonly credentials: readonly Credential[];
  /** Microseconds per request, a sample for each round. */
  readonly warm: number[];
  readonly cold: number[];
  readonly store: number[];
}

async function prepare(trial: Trial, scheme: Scheme): Promise<Contender> {
  const isBare = scheme.program === 'nodes/bare-node';
  const fleet = await trial.startFleet(scheme, { nodes: isBare ? 1 : 2, maxStaleness: 5, isProxied: false });
  const credentials: Credential[] = [];
  for (let index = 0; index < 20; index++) credentials.push(await fleet.node(0).signIn({ subject: `warm-${index}` }));
  const load = await openLoad({ ports: [fleet.node(0).port], credentials, connections: 8 });
  await load.run({ requests: trial.value('requests') * 2 }); // until the compiler has seen enough
  load.close();
  return { scheme, fleet, isBare, credentials, warm: [], cold: [], store: [] };
}

/** Round by round, everybody in turn: what else this machine does meanwhile then hits all alike. */
async function measureWarm(trial: Trial, contenders: readonly Contender[]): Promise<void> {
  const [rounds, requests] = [trial.value('rounds'), trial.value('requests')];
  for (let round = 0; round < rounds; round++) {
    trial.progress(0.5 + (0.3 * round) / rounds, `warm, round ${round + 1} of ${rounds}`);
    for (const { scheme, fleet, credentials, warm, store } of contenders) {
      // Opened anew: nodes close what has been idle while the others were measured.
      const load = await openLoad({ ports: [fleet.node(0).port], credentials, connections: 8 });
      await load.run({ requests: credentials.length });
      const before = await readCpu(fleet);
      const { refused } = await load.run({ requests });
      if (refused > 0) throw new Error(`${scheme.title} refused ${refused} requests of people who are signed in`);
      const after = await readCpu(fleet);
      load.close();
      warm.push(((after.node - before.node) * 1000) / requests);
      if (after.store !== null && before.store !== null) store.push(((after.store - before.store) * 1000) / requests);
    }
  }
}

/** Credentials that node B has never seen, each once; B has answered as many requests before as its compiler needs. */
async function measureCold(trial: Trial, contenders: readonly Contender[]): Promise<void> {
  const groups = 4;
  const count = Math.ceil(trial.value('cold') / groups);
  for (let group = 0; group < groups; group++) {
    for (const { fleet, isBare, cold, scheme } of contenders) {
      if (isBare) continue;
      trial.progress(0.8 + (0.2 * group) / groups, `cold, ${scheme.title}`);
      const credentials: Credential[] = [];
      for (let index = 0; index < count; index++) credentials.push(await fleet.node(0).signIn({ subject: `cold-${group}-${index}` }));
      if (group === 0) await warmUp(fleet, trial.value('requests') * 2);
      const load = await openLoad({ ports: [fleet.node(1).port], credentials, connections: 8 });
      const before = await readCpu(fleet, 1);
      await load.run({ requests: count });
      cold.push((((await readCpu(fleet, 1)).node - before.node) * 1000) / count);
      load.close();
    }
  }
}

async function warmUp(fleet: Fleet, requests: number): Promise<void> {
  const known = await fleet.node(0).signIn({ subject: 'first' });
  const load = await openLoad({ ports: [fleet.node(1).port], credentials: [known], connections: 8 });
  await load.run({ requests });
  load.close();
}

function conclusive({ warm, cold, store, isBare }: Contender): Measured {
  return { warm: measured(warm), cold: isBare ? null : measured(cold), store: store.length === 0 ? null : measured(store) };
}

async function readCpu(fleet: Fleet, node = 0): Promise<{ readonly node: number; readonly store: number | null }> {
  return { node: (await fleet.node(node).costs()).cpuMs, store: await fleet.store.cpuMs() };
}

function createRows(trial: Trial, found: ReadonlyMap<string, Measured>): readonly Row[] {
  const cells = (pick: (value: Measured) => NumberCell | null, why: string): Row['cells'] => {
    return Object.fromEntries(
      trial.schemes.map(({ id }) => {
        const value = found.get(id);
        return [id, (value === undefined ? null : pick(value)) ?? absent(why)];
      }),
    );
  };
  return [
    {
      id: 'warm',
      title: 'processor time of the node per request, warm',
      unit: 'µs',
      isHeadline: true,
      cells: cells(({ warm }) => warm, ''),
    },
    {
      id: 'check',
      title: 'of that, above the bare framework',
      unit: 'µs',
      hint: 'the difference of the two medians; the spread is that of the request',
      cells: Object.fromEntries(trial.schemes.map(({ id }) => [id, aboveBare(found, id)])),
    },
    { id: 'cold', title: 'processor time of the node per request, cold', unit: 'µs', cells: cells(({ cold }) => cold, 'not measured') },
    {
      id: 'store',
      title: 'processor time of the store per request',
      unit: 'µs',
      cells: cells(({ store }) => store, 'the store is a file: it is the node’s own'),
    },
  ];
}

function bareFor(found: ReadonlyMap<string, Measured>, id: string): NumberCell | undefined {
  return found.get(id === 'fastify-jwt' ? 'bare-Fastify' : 'bare-Express')?.warm;
}

function aboveBare(found: ReadonlyMap<string, Measured>, id: string): NumberCell {
  const warm = found.get(id)?.warm ?? measured([]);
  const bare = bareFor(found, id) ?? measured([]);
  const less = (value: number): number => Math.max(0, value - bare.value);
  return { ...warm, value: less(warm.value), low: less(warm.low), high: less(warm.high) };
}

function createCharts(all: readonly Scheme[], found: ReadonlyMap<string, Measured>): Outcome['charts'] {
  const bars = (pick: (value: Measured) => NumberCell | null): Extract<Outcome['charts'][number], { kind: 'bars' }>['bars'] => {
    return all.flatMap(({ id, title }) => {
      const value = found.get(id);
      const cell = value === undefined ? null : pick(value);
      return cell === null ? [] : [{ label: title, schemeId: id, value: cell.value, low: cell.low, high: cell.high }];
    });
  };
  return [
    {
      kind: 'bars',
      title: 'Warm: processor time of the node per request',
      axis: { title: 'per request', unit: 'µs' },
      bars: bars(({ warm }) => warm),
    },
    {
      kind: 'bars',
      title: 'Cold: the first time at this node',
      axis: { title: 'per request', unit: 'µs' },
      bars: bars(({ cold }) => cold),
    },
  ];
}

function conclude(trial: Trial, rows: readonly Row[], found: ReadonlyMap<string, Measured>, others: readonly Scheme[]): readonly string[] {
  const [warm, , cold, store] = rows;
  if (warm === undefined || cold === undefined || store === undefined) return [];
  const hidden = trial.schemes.filter(({ id }) => {
    const [mine, bare] = [found.get(id)?.warm, bareFor(found, id)];
    return mine !== undefined && bare !== undefined && !differs(mine, bare);
  });
  const algorithms = others.flatMap(({ id, title, program }) => {
    const value = found.get(id);
    return program === 'nodes/bare-node' || value === undefined
      ? []
      : [`${title} ${spell(value.warm.value, 'µs')} warm, ${spell(value.cold?.value ?? Number.NaN, 'µs')} cold`];
  });
  return [
    rankLowest(warm, trial.schemes, 'Least processor time of the node, warm'),
    rankLowest(cold, trial.schemes, 'Least processor time of the node, cold'),
    rankLowest(store, trial.schemes, 'Least processor time of the store'),
    hidden.length === 0
      ? 'Every check can be told from the bare framework.'
      : `No difference seen to the bare framework: ${hidden.map(({ title }) => title).join(', ')}.`,
    `With other algorithms: ${algorithms.join('; ')}.`,
  ];
}
