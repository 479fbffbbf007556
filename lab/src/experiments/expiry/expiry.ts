/** Experiment 7: what time does to a credential, and what accidents do to its renewal. */
import type { Fleet } from '../../fleet/start-fleet.ts';
import { groupByText, joinNames } from '../conclude.ts';
import { allSchemes, type ByScheme, cellsOf } from '../each-scheme.ts';
import type { Cell, Experiment, Outcome, Row, Sequence, Trial } from '../experiment.ts';
import { absent, spell } from '../numbers.ts';
import {
  isUntold,
  findIdleEnd,
  findOverallEnd,
  type ShortLifetimes,
  tellOrNot,
  tryClockAhead,
  tryClockBehind,
  tryLostAnswer,
  trySleep,
  tryTwoTabs,
} from './expiry-trials.ts';

export const expiry: Experiment = {
  id: 'expiry',
  number: 7,
  title: 'Expiry and refresh',
  claim: 'The server decides when a session ends; a token ends when it says so, and is refreshed meanwhile.',
  method: [
    'Every scheme is set up with the same short lifetimes, as far as it has them, and real time passes: nobody’s clock is turned, but where a wrong clock is the question.',
    'A client is played that does what clients do: it presents what it has, and refreshes where that is refused.',
    'All schemes are tried at the same time, since most of it is waiting.',
  ],
  wouldChange: [
    'How refresh tokens are kept: who does not replace them at each use has no trouble with two tabs, and does not notice a stolen one.',
    'An end that nobody configures does not come: express-session and hand-made tokens know none but idleness.',
    'Clocks that are kept right; few notice the day on which one is not.',
  ],
  parameters: [
    { name: 'token', label: 'access token', unit: 's', least: 1, most: 60, isList: false, quick: [2], full: [3] },
    { name: 'idle', label: 'idle', unit: 's', least: 2, most: 120, isList: false, quick: [5], full: [8] },
    { name: 'overall', label: 'overall', unit: 's', least: 3, most: 300, isList: false, quick: [6], full: [12] },
    { name: 'skew', label: 'wrong clock', unit: 's', least: 1, most: 3600, isList: false, quick: [120], full: [120] },
  ],
  pace: 'waits',
  run,
};

interface Found {
  readonly cells: Readonly<Record<TrialId, Cell>>;
  readonly sequence: Sequence | null;
}

const trials = {
  idle: 'idle: a session ends after',
  overall: 'at work all the time: a session ends after',
  tabs: 'two tabs refresh at once',
  lost: 'the answer to a refresh is lost',
  sleep: 'a laptop sleeps longer than the access token lives',
  ahead: 'a node’s clock is ahead',
  behind: 'a node’s clock is behind: an expired token',
} as const;
type TrialId = keyof typeof trials;

async function run(trial: Trial): Promise<Outcome> {
  const lifetimes = { token: trial.value('token'), idle: trial.value('idle'), overall: trial.value('overall') };
  const found = await allSchemes(trial, { nodes: 2, maxStaleness: 5, lifetimes }, (fleet, report) =>
    tryScheme(fleet, lifetimes, { skew: trial.value('skew'), report }),
  );
  const rows = createRows(found);
  const sequences = [...found.values()].flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
  return { rows, charts: [], sequences, conclusions: concludeExpiry(rows, trial) };
}

async function tryScheme(
  fleet: Fleet,
  lifetimes: ShortLifetimes,
  { skew, report }: { readonly skew: number; readonly report: (part: number, what: string) => void },
): Promise<Found> {
  report(0.2, 'time passes');
  const expiring = await fleet.node(0).signIn({ subject: 'behind' });
  const [idle, overall, sleep] = await Promise.all([
    tellOrNot(findIdleEnd(fleet, lifetimes)),
    tellOrNot(findOverallEnd(fleet, lifetimes)),
    tellOrNot(trySleep(fleet, lifetimes)),
  ]);
  report(0.7, 'accidents happen');
  let tabs: Cell = absent('nothing to refresh');
  const exchanges = await fleet.record(async () => {
    tabs = await tellOrNot(tryTwoTabs(fleet, lifetimes));
  });
  const lost = await tellOrNot(tryLostAnswer(fleet, lifetimes));
  report(0.8, 'clocks are wrong');
  const ahead = await tryClockAhead(fleet, skew);
  const behind = await tryClockBehind(fleet, expiring, skew);
  const parties = ['ada', 'tab 1', 'tab 2', 'A', 'B', 'store'];
  const { id, credential } = fleet.scheme;
  const sequence = credential === 'token' ? { title: 'Two tabs refresh at once', schemeId: id, parties, exchanges } : null;
  return { cells: { idle, overall, tabs, lost, sleep, ahead, behind }, sequence };
}

function createRows(found: ByScheme<Found>): readonly Row[] {
  return Object.entries(trials).map(([id, title]) => ({
    id,
    title,
    unit: id === 'idle' || id === 'overall' ? 's' : '',
    isHeadline: id === 'lost' || id === 'overall',
    cells: cellsOf(found, ({ cells }) => cells[id as TrialId]), // the keys of `trials`
  }));
}

/** Also what the tests call. */
export function concludeExpiry(rows: readonly Row[], trial: Pick<Trial, 'schemes'>): readonly string[] {
  return rows.map((row) => {
    const untold = trial.schemes.filter(({ id }) => isUntold(row.cells[id])).map(({ title }) => title);
    const groups = groupByText(row, trial.schemes, (cell) => {
      if (cell.kind !== 'number') return cell.kind === 'verdict' ? cell.text : '';
      return cell.note ?? spell(cell.value, row.unit);
    });
    const said = groups.map(({ text, names }) => `${text.replace(/ were configured$/, ', as configured')} (${names})`).join('; ');
    const same = groups.length === 1 && untold.length === 0 ? 'No difference seen.' : '';
    const missing = untold.length === 0 ? '' : `The machine was too busy to tell of ${joinNames(untold)}.`;
    const lines = [groups.length === 0 ? '' : `${said}.`, same, missing].filter((line) => line !== '').join(' ');
    return `${row.title[0]?.toUpperCase() ?? ''}${row.title.slice(1)}: ${lines || 'nothing was measured.'}`;
  });
}
