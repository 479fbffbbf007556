/** Experiment 4: somebody's session ends at one node, while a copy of the credential is presented at the others. */
import { nowMs } from '../../fleet/recorder.ts';
import type { Fleet } from '../../fleet/start-fleet.ts';
import type { Scheme } from '../../schemes/scheme.ts';
import { rankLowest } from '../conclude.ts';
import { type ByScheme, cellsOf, eachScheme } from '../each-scheme.ts';
import type { Cell, Experiment, Outcome, Row, Sequence, Trial } from '../experiment.ts';
import { absent, measured, spell, verdict } from '../numbers.ts';
import { expectAccepted, pollWhile } from '../poll.ts';
import { type EndingAct, endingActs } from './ending-acts.ts';
import { findExpiry } from './find-expiry.ts';
import { concludeWait, createWaitRows, type WaitFound, waitUntilEverywhere } from './wait-until-everywhere.ts';

export const revocation: Experiment = {
  id: 'revocation',
  number: 4,
  title: 'Revocation',
  claim: 'A session can be ended at once; a JWT cannot be called back.',
  method: [
    'A session is begun at node A and its credential is shown to every node once. Then it is ended at A: by its owner, by its owner everywhere, by an administrator who disables the account, or a role is taken away.',
    'Where a scheme can wait until an end holds everywhere before it acknowledges it (Gemel’s until: everywhere), that is tried as well: with all nodes well, and once with a node that cannot reach the store.',
    'From the moment at which A has acknowledged that, the same credential is presented at every other node without a pause. What counts is when the last request was sent that was still let in. A token that is not refused within the patience is tried with the clock of the node set on, to find out when it is.',
  ],
  wouldChange: [
    'A network between nodes and store that is slow (experiment 2) or down (experiment 5).',
    'The lifetime of the access token: what cannot be called back lives as long as that.',
    'Requests take a moment themselves: nothing shorter than one request can be seen here.',
  ],
  parameters: [
    { name: 'nodes', label: 'nodes', unit: '', least: 2, most: 6, isList: false, quick: [2], full: [3] },
    { name: 'trials', label: 'times each', unit: '', least: 1, most: 200, isList: false, quick: [3], full: [12] },
    { name: 'patience', label: 'patience', unit: 'ms', least: 100, most: 20_000, isList: false, quick: [250], full: [1500] },
    { name: 'staleness', label: 'maxStaleness of Gemel', unit: 's', least: 0.5, most: 60, isList: false, quick: [0.5], full: [5] },
  ],
  pace: 'measures',
  run,
};

interface Ending {
  /** Of each trial, milliseconds until the end was acknowledged. */
  readonly ackMs: readonly number[];
  /** Of each trial, the last acceptance at any node, in milliseconds; empty where it never ended. */
  readonly lastMs: readonly number[];
  /** Of the first trial: by node. */
  readonly byNode: readonly { readonly name: string; readonly untilMs: number; readonly hasEnded: boolean }[];
  /** Where it did not end in time: seconds until `exp`, as tried; null where that is not known. */
  readonly expiry: number | null;
  readonly hasEnded: boolean;
}

interface Found extends WaitFound {
  readonly endings: ReadonlyMap<string, Ending>;
  readonly refresh: 'none' | 'refused' | 'accepted';
  readonly commands: number;
  readonly sequence: Sequence;
}

async function run(trial: Trial): Promise<Outcome> {
  const plan = { nodes: trial.value('nodes'), maxStaleness: trial.value('staleness') };
  const found = await eachScheme(trial, plan, async (fleet, report) => {
    const endings = new Map<string, Ending>();
    for (const [index, act] of endingActs.entries()) {
      report((index + 0.3) / (endingActs.length + 1), act.title);
      endings.set(act.id, await tryEnding(fleet, act, trial));
    }
    const rest = { refresh: await tryRefresh(fleet), commands: await countCommands(fleet), sequence: await recordSignOut(fleet) };
    report(endingActs.length / (endingActs.length + 1), 'an end that waits until it holds everywhere');
    const patienceMs = trial.value('patience');
    const everywhere = await waitUntilEverywhere(fleet, { trials: trial.value('trials'), patienceMs, cutOff: null });
    const everywhereCut = everywhere === null ? null : await waitUntilEverywhere(fleet, { trials: 1, patienceMs, cutOff: 1 });
    return { endings, ...rest, everywhere, everywhereCut };
  });
  const rows = createRows(found);
  return {
    rows,
    charts: createCharts(found, trial),
    sequences: [...found.values()].map(({ sequence }) => sequence),
    conclusions: conclude(rows, found, trial),
  };
}

async function tryEnding(fleet: Fleet, act: EndingAct, trial: Trial): Promise<Ending> {
  const ackMs: number[] = [];
  const lastMs: number[] = [];
  let byNode: Ending['byNode'] = [];
  for (let index = 0; index < trial.value('trials'); index++) {
    trial.signal.throwIfAborted();
    const subject = `${act.id}-${index}`;
    const credential = await fleet.node(0).signIn({ subject, roles: ['admin'] });
    for (const node of fleet.nodes) await expectAccepted(node, credential);
    const began = nowMs();
    await act.carryOut(fleet, credential, subject);
    ackMs.push(nowMs() - began);
    const patience = { since: nowMs(), patienceMs: trial.value('patience'), isStill: act.isStill, asking: { as: 'thief' } };
    const polled = await Promise.all(fleet.nodes.map(async (node) => ({ node, ...(await pollWhile(node, credential, patience)) })));
    if (index === 0)
      byNode = polled.map(({ node, lastAcceptedMs, ended }) => ({ name: node.name, untilMs: lastAcceptedMs, hasEnded: ended !== null }));
    if (polled.some(({ ended }) => ended === null)) {
      return { ackMs, lastMs, byNode, hasEnded: false, expiry: await findExpiry(fleet.node(1), credential) };
    }
    lastMs.push(Math.round(Math.max(...polled.map(({ lastAcceptedMs }) => lastAcceptedMs)))); // no finer than requests are
  }
  return { ackMs, lastMs, byNode, hasEnded: true, expiry: null };
}

async function tryRefresh(fleet: Fleet): Promise<Found['refresh']> {
  const credential = await fleet.node(0).signIn({ subject: 'refreshing' });
  if (credential.refreshToken === null) return 'none';
  await fleet.node(0).signOut(credential);
  return (await fleet.node(1).refresh(credential)) === null ? 'refused' : 'accepted';
}

/** Per request, at one node, of a credential that it knows; what it would have sent anyhow in that time is taken off. */
async function countCommands(fleet: Fleet): Promise<number> {
  const requests = 60;
  const credential = await fleet.node(0).signIn({ subject: 'counted' });
  await expectAccepted(fleet.node(1), credential);
  const before = await fleet.commands(1);
  for (let index = 0; index < requests; index++) await expectAccepted(fleet.node(1), credential);
  return Math.round(((await fleet.commands(1)) - before) / requests);
}

async function recordSignOut(fleet: Fleet): Promise<Sequence> {
  const exchanges = await fleet.record(async () => {
    const credential = await fleet.node(0).signIn({ subject: 'ada' });
    await fleet.node(1).ask(credential);
    await fleet.node(0).signOut(credential);
    await fleet.node(1).ask(credential, { as: 'thief' });
    await fleet.node(1).ask(credential, { as: 'thief' });
  });
  return {
    title: 'Sign-in, a request, sign-out, and a stolen copy',
    schemeId: fleet.scheme.id,
    parties: ['ada', 'thief', 'A', 'B', 'store'],
    exchanges,
  };
}

function createRows(found: ByScheme<Found>): readonly Row[] {
  const acts = endingActs.map((act): Row => ({
    id: act.id,
    title: `${act.title}: a copy is good for`,
    unit: 'ms',
    hint: 'after the acknowledgement, at the node that was last to notice',
    isHeadline: act.id === 'sign-out',
    cells: cellsOf(found, ({ endings }) => cellOf(endings.get(act.id))),
  }));
  return [
    ...acts,
    {
      id: 'acknowledged',
      title: 'disabled by an administrator: acknowledged after',
      unit: 'ms',
      cells: cellsOf(found, ({ endings }) => measured(endings.get('disabled')?.ackMs ?? [])),
    },
    ...createWaitRows(found),
    { id: 'refresh', title: 'refresh token after the sign-out', unit: '', cells: cellsOf(found, ({ refresh }) => refreshCell(refresh)) },
    {
      id: 'commands',
      title: 'what that costs: commands to the store per request',
      unit: '',
      cells: cellsOf(found, ({ commands }) => measured([commands])),
    },
  ];
}

function cellOf(ending: Ending | undefined): Cell {
  if (ending === undefined) return absent('not tried');
  if (ending.hasEnded) return measured(ending.lastMs);
  if (ending.expiry !== null) return measured([ending.expiry * 1000], 'until exp, tried with the clock of a node set on');
  return verdict('not refused in time', 'bad');
}

function refreshCell(refresh: Found['refresh']): Cell {
  if (refresh === 'none') return absent('there is none');
  return verdict(refresh, refresh === 'refused' ? 'good' : 'bad');
}

function createCharts(found: ByScheme<Found>, trial: Trial): Outcome['charts'] {
  const each = <T>(make: (scheme: Scheme, value: Found) => T): readonly T[] => {
    return trial.schemes.flatMap((scheme) => {
      const value = found.get(scheme.id);
      return value === undefined ? [] : [make(scheme, value)];
    });
  };
  const patience = trial.value('patience');
  return [
    {
      kind: 'dots',
      title: 'After a sign-out, the last request that was let in anywhere',
      axis: { title: 'after the acknowledgement', unit: 'ms', isLogarithmic: true },
      rows: each(({ title, id }, { endings }) => {
        const ending = endings.get('sign-out');
        const values = ending?.hasEnded === false && ending.expiry !== null ? [ending.expiry * 1000] : (ending?.lastMs ?? []);
        return { label: title, schemeId: id, values, ...(ending?.hasEnded === false ? { note: 'until exp' } : {}) };
      }),
    },
    {
      kind: 'timeline',
      title: 'One sign-out, node by node',
      axis: { title: 'after the acknowledgement', unit: 'ms' },
      lanes: each(({ title, id }, { endings }) => {
        return (endings.get('sign-out')?.byNode ?? []).map(({ name, untilMs, hasEnded }) => ({
          label: `${title} · ${name}`,
          schemeId: id,
          spans: [
            { from: 0, to: hasEnded ? untilMs : patience, tone: 'bad' as const, text: 'a copy is let in' },
            ...(hasEnded ? [{ from: untilMs, to: patience, tone: 'good' as const, text: 'refused' }] : []),
          ],
        }));
      }).flat(),
      marks: [{ at: 0, text: 'acknowledged' }],
    },
  ];
}

function conclude(rows: readonly Row[], found: ByScheme<Found>, trial: Trial): readonly string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const signOut = byId.get('sign-out');
  const commands = byId.get('commands');
  if (signOut === undefined || commands === undefined) return [];
  const kept = trial.schemes.filter(({ id }) => found.get(id)?.endings.get('sign-out')?.hasEnded === false);
  const free = trial.schemes.filter(({ id }) => found.get(id)?.commands === 0 && found.get(id)?.endings.get('sign-out')?.hasEnded === true);
  const asking = trial.schemes.filter(({ id }) => (found.get(id)?.commands ?? 0) > 0);
  const bounds = trial.schemes.filter(({ hasBound }) => hasBound).map(({ id, title }) => ({ title, most: mostOf(found.get(id)) }));
  return [
    rankLowest(signOut, trial.schemes, 'Shortest life of a copy after the sign-out'),
    kept.length === 0
      ? 'Every scheme refused the copy within the patience: the claim that a token cannot be called back did not show here.'
      : `Not called back at all: ${kept.map(({ title, id }) => `${title} (${spell(found.get(id)?.endings.get('sign-out')?.expiry ?? Number.NaN, 's')} more)`).join(', ')}. Only the expiry ended it.`,
    free.length === 0
      ? 'No scheme both ended the session and checked requests without asking the store.'
      : `Ended everywhere without a question to the store at each request: ${free.map(({ title }) => title).join(', ')}. ${asking.length === 0 ? '' : `By asking each time: ${asking.map(({ title }) => title).join(', ')}.`}`,
    ...bounds.map(({ title, most }) =>
      most === null
        ? `${title} did not keep its bound of ${trial.value('staleness')} s.`
        : `${title}: the longest of all was ${spell(most, 'ms')}, the promise is ${spell(trial.value('staleness'), 's')}.`,
    ),
    ...concludeWait(found, trial.schemes),
  ];
}

function mostOf(found: Found | undefined): number | null {
  const endings = [...(found?.endings.values() ?? [])];
  return endings.every(({ hasEnded }) => hasEnded) ? Math.max(...endings.flatMap(({ lastMs }) => lastMs)) : null;
}
