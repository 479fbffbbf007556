/** Experiment 6: theft and tampering; each attack is carried out against each scheme. */
import { groupByText, joinNames } from '../conclude.ts';
import { allSchemes, type ByScheme, cellsOf } from '../each-scheme.ts';
import type { Cell, Experiment, Outcome, Row, Sequence, Trial } from '../experiment.ts';
import { absent, measured, spell, verdict } from '../numbers.ts';
import { type Attack, type AttackResult, type Field, noSuchThing } from './attack.ts';
import { attackList } from './attack-list.ts';
import { refreshRace } from './attacks/refresh-race.ts';
import type { LabBrowser } from './browser/lab-browser.ts';
import { openBrowser } from './browser/open-browser.ts';

export const theft: Experiment = {
  id: 'theft',
  number: 6,
  title: 'Theft and tampering',
  claim: 'Sessions can be hijacked; tokens can be stolen and tampered with.',
  method: [
    'Each attack is carried out against two nodes of each scheme, with what a thief would have: a copy of the credential, what a script in the page can read, what a checking service holds, a browser that can be sent somewhere.',
    'A credential is presented at a node over HTTP, and what counts is whether the node lets it in. What a script reads, and whether a cookie goes along, is seen in Chromium, in which somebody signs in at the application’s page; where there is no Chromium, the rules of one are applied, and the conclusions say so.',
    'All schemes are attacked at the same time, since most of it is waiting.',
  ],
  wouldChange: [
    'Where the application keeps its token: the same token is out of a script’s reach in memory, and in reach in localStorage.',
    'A window of reuse: within it a thief and an owner of a refresh token share the chain unseen (Gemel grants 30 s by default; here it is set short, so that what comes after it can be tried).',
    'Tokens that are bound to a key: Gemel binds them where a client asks for it, as in two of the attacks; in all others they are a bearer’s.',
  ],
  parameters: [
    { name: 'patience', label: 'patience', unit: 'ms', least: 100, most: 20_000, isList: false, quick: [250], full: [1500] },
    { name: 'window', label: 'reuseWindow of Gemel', unit: 's', least: 0, most: 60, isList: false, quick: [0.5], full: [2] },
  ],
  pace: 'measures', // a browser takes more of the machine than leaves room for others to be in time
  run,
};

interface Found {
  readonly results: ReadonlyMap<string, AttackResult>;
  readonly sequence: Sequence | null;
}

async function run(trial: Trial): Promise<Outcome> {
  const browser = await openBrowser();
  try {
    return await attackAll(trial, browser);
  } finally {
    await browser.close();
  }
}

async function attackAll(trial: Trial, browser: LabBrowser): Promise<Outcome> {
  const plan = { nodes: 2, maxStaleness: 5, reuseWindow: trial.value('window') };
  const found = await allSchemes(trial, plan, async (fleet, report): Promise<Found> => {
    const results = new Map<string, AttackResult>();
    for (const [index, attack] of attackList.entries()) {
      report((index + 1) / (attackList.length + 2), attack.title);
      results.set(attack.id, await attackFleet(attack, { fleet, browser }, trial));
    }
    const sequence = fleet.scheme.credential === 'token' ? await recordRace({ fleet, browser }, trial) : null;
    return { results, sequence };
  });
  const rows = createRows(found);
  return {
    rows,
    charts: [
      {
        kind: 'bars',
        title: 'Attacks that succeeded',
        axis: { title: 'attacks', unit: '' },
        bars: trial.schemes.map(({ id, title }) => {
          const value = countPossible(found.get(id));
          return { label: title, schemeId: id, value, low: value, high: value };
        }),
      },
    ],
    sequences: [...found.values()].flatMap(({ sequence }) => (sequence === null ? [] : [sequence])),
    conclusions: [...conclude(rows, found, trial), browser.what],
  };
}

type Target = Pick<Field, 'fleet' | 'browser'>;

/** One attack on one fleet; also what the tests call. */
export async function attackFleet(attack: Attack, target: Target, trial: Pick<Trial, 'value'>): Promise<AttackResult> {
  const { credential, hasBound } = target.fleet.scheme;
  if (attack.concerns !== 'both' && attack.concerns !== credential) return noSuchThing(`it holds no ${attack.concerns}`);
  return attack.carryOut({ ...target, patienceMs: trial.value('patience'), reuseWindow: hasBound ? trial.value('window') : 0 });
}

async function recordRace(target: Target, trial: Trial): Promise<Sequence> {
  const { fleet } = target;
  const exchanges = await fleet.record(() => attackFleet(refreshRace, target, trial));
  return { title: refreshRace.title, schemeId: fleet.scheme.id, parties: ['ada', 'thief', 'A', 'B', 'store'], exchanges };
}

function createRows(found: ByScheme<Found>): readonly Row[] {
  const attacks = attackList.map((attack): Row => ({
    id: attack.id,
    title: attack.title,
    unit: '',
    hint: attack.what,
    cells: cellsOf(found, ({ results }) => cellOf(results.get(attack.id))),
  }));
  const total: Row = {
    id: 'succeeded',
    title: `attacks that succeeded, of ${attackList.length}`,
    unit: '',
    isHeadline: true,
    cells: cellsOf(found, (one) => measured([countPossible(one)])),
  };
  return [total, ...attacks];
}

function cellOf(result: AttackResult | undefined): Cell {
  if (result === undefined) return absent('not tried');
  const time = result.seconds === null ? '' : ` (${spell(result.seconds, 's')})`;
  if (result.outcome === 'none') return absent(result.seen);
  return verdict(
    `${result.outcome === 'possible' ? 'succeeded' : 'stopped'}: ${result.seen}${time}`,
    result.outcome === 'possible' ? 'bad' : 'good',
  );
}

function countPossible(found: Found | undefined): number {
  return [...(found?.results.values() ?? [])].filter(({ outcome }) => outcome === 'possible').length;
}

function conclude(rows: readonly Row[], found: ByScheme<Found>, trial: Trial): readonly string[] {
  const lines = rows.slice(1).map((row) => {
    const groups = groupByText(row, trial.schemes, (cell) => (cell.kind === 'verdict' && cell.tone === 'bad' ? 'succeeded' : 'stopped'));
    const succeeded = groups.find(({ text }) => text === 'succeeded')?.names;
    const stoppedBy = groups.find(({ text }) => text === 'stopped')?.names;
    if (succeeded !== undefined && stoppedBy !== undefined) return `${row.title}: succeeded against ${succeeded}; stopped by ${stoppedBy}.`;
    if (succeeded !== undefined) return `${row.title}: succeeded against all that it concerns (${succeeded}); no difference seen.`;
    return `${row.title}: stopped by all that it concerns (${stoppedBy ?? 'none'}); no difference seen.`;
  });
  const counts = trial.schemes.map(({ id, title }) => ({ title, count: countPossible(found.get(id)) }));
  const least = Math.min(...counts.map(({ count }) => count));
  const best = joinNames(counts.filter(({ count }) => count === least).map(({ title }) => title));
  return [`Fewest attacks succeeded against ${best}: ${least} of ${attackList.length}. A count says little: read which.`, ...lines];
}
