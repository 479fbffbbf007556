/** Experiment 3: nodes die and come, and the store forgets everything: who is signed out, who notices? */
import { setTimeout } from 'node:timers/promises';
import type { Credential } from '../fleet/credential.ts';
import type { LabNode } from '../fleet/lab-node.ts';
import { nowMs } from '../fleet/recorder.ts';
import type { Fleet } from '../fleet/start-fleet.ts';
import { groupByText } from './conclude.ts';
import { allSchemes, type ByScheme, cellsOf } from './each-scheme.ts';
import type { Cell, Experiment, Outcome, Row, Trial } from './experiment.ts';
import { absent, measured, spell, verdict } from './numbers.ts';
import { drawSpans, type Span, watchAnswers } from './watch.ts';

export const statelessness: Experiment = {
  id: 'statelessness',
  number: 3,
  title: 'Statelessness',
  claim: 'With tokens, servers are stateless: nodes come and go, and nobody notices; sessions are lost with their store.',
  method: [
    'Some people are signed in and known to two nodes. Node B is killed and started again; a third node is added; each is asked for all of them at once.',
    'Whoever is told to come again (503) does so once, as browsers and load balancers do.',
    'Then the store is flushed, as by somebody who takes it for a cache, and somebody is watched at node B, which knows them; afterwards somebody new signs in, and tokens are refreshed. That is done several times.',
    'All schemes are tried at the same time, since most of it is waiting.',
  ],
  wouldChange: [
    'Where records lie: a store that keeps them on disk, or in replicas, is not flushed so easily.',
    'Gemel’s maxStaleness: after a flush its nodes grant nothing new until that has passed, because revocations may have been lost with the store.',
  ],
  parameters: [
    { name: 'people', label: 'people', unit: '', least: 1, most: 200, isList: false, quick: [5], full: [20] },
    { name: 'flushes', label: 'times the store is flushed', unit: '', least: 1, most: 20, isList: false, quick: [2], full: [4] },
    { name: 'staleness', label: 'maxStaleness of Gemel', unit: 's', least: 0.5, most: 60, isList: false, quick: [1], full: [5] },
  ],
  pace: 'waits',
  run,
};

/** What one of them was answered at first, and in the end: whoever is told to come again comes again, once. */
interface Told {
  readonly first: number;
  readonly last: number;
}

interface Flush {
  readonly spans: readonly Span[];
  readonly refreshed: boolean | null;
  /** Milliseconds from the flush until somebody new was signed in. */
  readonly signInMs: number | null;
}

interface Found {
  readonly afterRestart: readonly Told[];
  readonly afterAdding: readonly Told[];
  /** None where the store cannot be flushed. */
  readonly flushes: readonly Flush[];
}

async function run(trial: Trial): Promise<Outcome> {
  const people = trial.value('people');
  const watchMs = trial.value('staleness') * 1000 + 1500;
  const plan = { nodes: 2, maxStaleness: trial.value('staleness') };
  const found = await allSchemes(trial, plan, async (fleet, report): Promise<Found> => {
    report(0.2, 'people sign in');
    const credentials: Credential[] = [];
    for (let index = 0; index < people; index++) credentials.push(await fleet.node(0).signIn({ subject: `person-${index}` }));
    report(0.3, 'a node is killed');
    const afterRestart = await askForAll(await fleet.restartNode(1), credentials);
    report(0.4, 'a node is added');
    const afterAdding = await askForAll(await fleet.addNode(), credentials);
    const flushes: Flush[] = [];
    for (let index = 0; index < trial.value('flushes'); index++) {
      report(0.5 + (0.5 * index) / trial.value('flushes'), 'the store is flushed');
      const flush = await flushStore(fleet, `flushed-${index}`, watchMs);
      if (flush !== null) flushes.push(flush);
    }
    return { afterRestart, afterAdding, flushes };
  });
  const rows = createRows(found);
  return {
    rows,
    charts: [
      {
        kind: 'timeline',
        title: 'Somebody who is signed in, while the store forgets everything',
        axis: { title: 'after the flush', unit: 'ms' },
        lanes: trial.schemes.flatMap(({ id, title }) => {
          const spans = found.get(id)?.flushes[0]?.spans;
          return spans === undefined ? [] : [{ label: title, schemeId: id, spans: drawSpans(spans, true) }];
        }),
        marks: [{ at: 0, text: 'flushed' }],
      },
    ],
    sequences: [],
    conclusions: conclude(rows, found, trial),
  };
}

async function askForAll(node: LabNode, credentials: readonly Credential[]): Promise<readonly Told[]> {
  return Promise.all(
    credentials.map(async (credential): Promise<Told> => {
      const { status: first } = await node.ask(credential);
      if (first !== 503) return { first, last: first };
      await setTimeout(1000); // what `Retry-After` says
      return { first, last: (await node.ask(credential)).status };
    }),
  );
}

async function flushStore(fleet: Fleet, subject: string, watchMs: number): Promise<Flush | null> {
  const watched = await signInAndBeKnown(fleet, subject, watchMs * 2);
  if (!(await fleet.store.flush())) return null;
  const since = nowMs();
  const [spans, signInMs] = await Promise.all([
    watchAnswers(fleet.node(1), watched, { since, forMs: watchMs, pauseMs: 40, patienceMs: 1000 }),
    tryUntilSignedIn(fleet.node(0), since, watchMs * 2),
  ]);
  const refreshed = watched.refreshToken === null ? null : (await fleet.node(0).refresh(watched)) !== null;
  return { spans, refreshed, signInMs };
}

/** After an earlier flush nodes may need a moment to grant anything. @throws Error where they do not in time */
async function signInAndBeKnown(fleet: Fleet, subject: string, patienceMs: number): Promise<Credential> {
  const since = nowMs();
  while (nowMs() - since < patienceMs) {
    const credential = await fleet
      .node(0)
      .signIn({ subject })
      .catch(() => null);
    if (credential !== null && (await fleet.node(1).ask(credential)).status === 200) return credential;
    await setTimeout(50);
  }
  throw new Error('nobody could be signed in any more');
}

async function tryUntilSignedIn(node: LabNode, since: number, patienceMs: number): Promise<number | null> {
  while (nowMs() - since < patienceMs) {
    const credential = await node.signIn({ subject: 'new' }).catch(() => null);
    if (credential !== null) return nowMs() - since;
    await setTimeout(50);
  }
  return null;
}

function createRows(found: ByScheme<Found>): readonly Row[] {
  return [
    {
      id: 'restart',
      title: 'a node is killed and started again',
      unit: '',
      cells: cellsOf(found, ({ afterRestart }) => shareCell(afterRestart)),
    },
    { id: 'added', title: 'a node is added', unit: '', cells: cellsOf(found, ({ afterAdding }) => shareCell(afterAdding)) },
    {
      id: 'flush',
      title: 'the store is flushed: who is signed in',
      unit: '',
      isHeadline: true,
      cells: cellsOf(found, ({ flushes }) => flushCell(flushes)),
    },
    {
      id: 'refresh',
      title: 'and their refresh token',
      unit: '',
      cells: cellsOf(found, ({ flushes }) => {
        if (flushes.length === 0) return absent(notTried);
        if (flushes.some(({ refreshed }) => refreshed === null)) return absent('there is none');
        return flushes.every(({ refreshed }) => refreshed === true)
          ? verdict('works', 'good')
          : verdict('is lost: signed out when the access token ends', 'bad');
      }),
    },
    {
      id: 'new',
      title: 'somebody new is signed in after',
      unit: 'ms',
      cells: cellsOf(found, ({ flushes }) => {
        if (flushes.length === 0) return absent(notTried);
        const tookMs = flushes.flatMap(({ signInMs }) => (signInMs === null ? [] : [signInMs]));
        return tookMs.length < flushes.length ? verdict('not in time', 'bad') : measured(tookMs);
      }),
    },
  ];
}

function shareCell(told: readonly Told[]): Cell {
  const refused = told.filter(({ last }) => last !== 200);
  const waiting = told.filter(({ first }) => first !== 200);
  if (waiting.length === 0) return verdict('nobody notices', 'good');
  if (refused.length === 0) return verdict(`nobody is signed out; ${shareOf(waiting, told)} had to come again (503)`, 'plain');
  const which = [...new Set(refused.map(({ last }) => (last === 0 ? 'no answer' : String(last))))].join(', ');
  return verdict(`${shareOf(refused, told)} refused (${which})`, 'bad');
}

function shareOf(some: readonly Told[], all: readonly Told[]): string {
  return some.length === all.length ? 'all' : `${some.length} of ${all.length}`;
}

const notTried = 'not tried: the store is a file';

/** By what was seen in the end, and by the median of when it began. */
function flushCell(flushes: readonly Flush[]): Cell {
  if (flushes.length === 0) return absent(notTried);
  const ends = flushes.flatMap(({ spans }) => spans.find(({ status }) => status !== 200) ?? []);
  if (ends.length === 0) return verdict('stays let in by their token', 'plain');
  const lasts = new Set(flushes.map(({ spans }) => spans.at(-1)?.status ?? 0));
  const { value } = measured(ends.map((end) => end.from));
  const after = value < 100 ? 'at once' : `after ${spell(Number(value.toPrecision(2)), 'ms')}`;
  if (lasts.has(200)) return verdict(`held off for a while ${after}, then let in`, 'plain');
  return verdict(`signed out ${after} (${[...lasts].join(', ')})`, 'bad');
}

function conclude(rows: readonly Row[], found: ByScheme<Found>, trial: Trial): readonly string[] {
  const verdicts = rows.slice(0, 2).map((row) => {
    const groups = groupByText(row, trial.schemes, (cell) => (cell.kind === 'verdict' ? cell.text : ''));
    const same = groups.length === 1 ? ' No difference seen.' : '';
    return `When ${row.title}: ${groups.map(({ text, names }) => `${text} (${names})`).join('; ')}.${same}`;
  });
  const flushesOf = (id: string): readonly Flush[] => found.get(id)?.flushes ?? [];
  const kept = trial.schemes.filter(({ id }) => flushesOf(id).every(({ spans }) => spans.every(({ status }) => status === 200)));
  const lost = trial.schemes.filter(({ id }) => flushesOf(id).some(({ spans }) => (spans.at(-1)?.status ?? 200) !== 200));
  const line = `When the store is flushed, somebody who is signed in stays so, for as long as it was watched, with ${kept.map(({ title }) => title).join(', ') || 'nobody'}, and is signed out with ${lost.map(({ title }) => title).join(', ') || 'nobody'}.`;
  const withoutRefresh = trial.schemes
    .filter(({ id }) => flushesOf(id).some(({ refreshed }) => refreshed === false))
    .map(({ title }) => title);
  return [
    ...verdicts,
    line,
    withoutRefresh.length === 0
      ? 'No refresh token was lost.'
      : `Refresh tokens are state as well: with ${withoutRefresh.join(', ')} they are gone, so whoever holds one is signed out when the access token ends.`,
  ];
}
