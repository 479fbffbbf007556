/** Experiment 1: where the state lives, what it weighs, and until when it fits. */
import { type Credential, requestBytes } from '../fleet/credential.ts';
import type { Fleet } from '../fleet/start-fleet.ts';
import { rankLowest } from './conclude.ts';
import { type ByScheme, cellsOf, eachScheme } from './each-scheme.ts';
import type { Experiment, Outcome, Row, Trial } from './experiment.ts';
import { absent, measured, spell, verdict } from './numbers.ts';

export const state: Experiment = {
  id: 'state',
  number: 1,
  title: 'Where the state lives',
  claim: 'A session lies on the server; a JWT carries everything itself.',
  method: [
    'People sign in, and the store is asked how many bytes it holds before and after. What each of them sends with a request is counted: names and values of the headers that the credential takes.',
    'Then somebody signs in with more and more permissions (such as “orders:region-017:read”), and asks for something, until it is refused.',
    'Last, a node is asked what it can say of somebody who is signed in and sends nothing just now.',
  ],
  wouldChange: [
    'What the application puts into the session or the token: here a name, a role and permissions.',
    'Limits on the way: Node.js takes headers of 16 KiB in all, nginx of 8 KiB a line, and browsers cookies of 4 KiB.',
    'Gemel keeps its keys, and a log of the last minutes, in the store as well; they do not grow with people, and are not counted here.',
  ],
  parameters: [
    { name: 'users', label: 'people', unit: '', least: 5, most: 2000, isList: false, quick: [20], full: [100] },
    {
      name: 'permissions',
      label: 'permissions',
      unit: '',
      least: 0,
      most: 2000,
      isList: true,
      quick: [0, 50, 200, 800],
      full: [0, 10, 50, 100, 200, 400, 800, 1600],
    },
  ],
  pace: 'measures',
  run,
};

interface Grown {
  readonly permissions: number;
  /** Bytes of each request; null where the sign-in was refused. */
  readonly bytes: number | null;
  readonly problem: string | null;
}

interface Found {
  /** Bytes in the store for one of the people, by group of people. */
  readonly stored: readonly number[];
  readonly sent: readonly number[];
  readonly kept: readonly number[];
  readonly grown: readonly Grown[];
  readonly known: string | null;
}

async function run(trial: Trial): Promise<Outcome> {
  const found = await eachScheme(trial, { nodes: 2, maxStaleness: 5, isProxied: false }, async (fleet, report) => {
    report(0.3, 'people sign in');
    const { stored, credentials } = await signInMany(fleet, trial.value('users'));
    report(0.6, 'permissions grow');
    const grown: Grown[] = [];
    for (const permissions of trial.values('permissions')) grown.push(await grow(fleet, permissions));
    const known = await fleet.node(1).describe('person-0');
    return { stored, sent: credentials.map(requestBytes), kept: credentials.map(keptBytes), grown, known };
  });
  const rows = createRows(found);
  return { rows, charts: createCharts(found, trial), sequences: [], conclusions: conclude(rows, found, trial) };
}

async function signInMany(fleet: Fleet, people: number): Promise<{ stored: readonly number[]; credentials: readonly Credential[] }> {
  const groups = 5;
  const stored: number[] = [];
  const credentials: Credential[] = [];
  await fleet.node(0).signIn({ subject: 'first' }); // whatever is made once is there
  for (let group = 0; group < groups; group++) {
    const before = await fleet.store.bytes();
    const count = Math.ceil(people / groups);
    for (let index = 0; index < count; index++) credentials.push(await fleet.node(0).signIn({ subject: `person-${credentials.length}` }));
    stored.push(((await fleet.store.bytes()) - before) / count);
  }
  return { stored, credentials };
}

async function grow(fleet: Fleet, permissions: number): Promise<Grown> {
  const names = Array.from({ length: permissions }, (_, index) => `orders:region-${String(index).padStart(3, '0')}:read`);
  const credential = await fleet
    .node(0)
    .signIn({ subject: `grown-${permissions}`, permissions: names })
    .catch((error: unknown) => String(error));
  if (typeof credential === 'string')
    return { permissions, bytes: null, problem: `refused at the sign-in (${/: (\d{3})/.exec(credential)?.[1] ?? 'no answer'})` };
  const { status } = await fleet.node(1).ask(credential);
  const bytes = requestBytes(credential);
  return {
    permissions,
    bytes,
    problem: status === 200 ? null : status === 431 ? 'the header is too large for the server (431)' : `refused (${status})`,
  };
}

function keptBytes({ headers, accessToken, refreshToken }: Credential): number {
  return accessToken === null ? Object.values(headers).join('').length : accessToken.length + (refreshToken?.length ?? 0);
}

function createRows(found: ByScheme<Found>): readonly Row[] {
  return [
    {
      id: 'stored',
      title: 'the store holds, for one person',
      unit: 'B',
      isHeadline: true,
      cells: cellsOf(found, ({ stored }) => measured(stored)),
    },
    { id: 'sent', title: 'each request carries', unit: 'B', isHeadline: true, cells: cellsOf(found, ({ sent }) => measured(sent)) },
    { id: 'kept', title: 'the client keeps', unit: 'B', cells: cellsOf(found, ({ kept }) => measured(kept)) },
    {
      id: 'fits',
      title: 'permissions that still fit',
      unit: '',
      hint: 'the most that was tried and worked; what happened to the next step stands beside it',
      cells: cellsOf(found, ({ grown }) => fitting(grown)),
    },
    {
      id: 'known',
      title: 'what a node can say of somebody between requests',
      unit: '',
      cells: cellsOf(found, ({ known }) => (known === null ? absent('nothing') : verdict(known, 'plain'))),
    },
  ];
}

function fitting(grown: readonly Grown[]): ReturnType<typeof measured> {
  const worked = grown.filter(({ problem }) => problem === null).map(({ permissions }) => permissions);
  const next = grown.find(({ problem }) => problem !== null);
  return measured([Math.max(0, ...worked)], next === undefined ? 'as many as were tried' : `with ${next.permissions}: ${next.problem}`);
}

function createCharts(found: ByScheme<Found>, trial: Trial): Outcome['charts'] {
  return [
    {
      kind: 'lines',
      title: 'What each request carries, as permissions grow',
      x: { title: 'permissions', unit: '' },
      y: { title: 'bytes of each request', unit: 'B', isLogarithmic: true },
      lines: trial.schemes.map(({ id, title }) => ({
        label: title,
        schemeId: id,
        points: (found.get(id)?.grown ?? []).flatMap(({ permissions, bytes }) => {
          return bytes === null ? [] : [{ x: permissions, y: bytes, low: bytes, high: bytes }];
        }),
      })),
      limit: { y: 16_384, text: 'Node.js takes no more' },
    },
    {
      kind: 'bars',
      title: 'What the store holds for one person',
      axis: { title: 'bytes', unit: 'B' },
      bars: trial.schemes.map(({ id, title }) => {
        const { value, low, high } = measured(found.get(id)?.stored ?? []);
        return { label: title, schemeId: id, value, low, high };
      }),
    },
  ];
}

function conclude(rows: readonly Row[], found: ByScheme<Found>, trial: Trial): readonly string[] {
  const [stored, sent] = rows;
  if (stored === undefined || sent === undefined) return [];
  const growing = trial.schemes.flatMap(({ id, title }) => {
    const sizes = (found.get(id)?.grown ?? []).flatMap(({ permissions, bytes }) => (bytes === null ? [] : [{ permissions, bytes }]));
    const [first, last] = [sizes[0], sizes.at(-1)];
    if (first === undefined || last === undefined || last.permissions === first.permissions) return [];
    return [{ id, title, each: (last.bytes - first.bytes) / (last.permissions - first.permissions) }];
  });
  const flat = growing.filter(({ each }) => each < 0.5).map(({ title }) => title);
  const rising = growing.filter(({ each }) => each >= 0.5).map(({ title, each }) => `${title} (${spell(each, 'B')} for each permission)`);
  const broken = trial.schemes.flatMap(({ id, title }) => {
    const next = found.get(id)?.grown.find(({ problem }) => problem !== null);
    return next === undefined ? [] : [`${title} at ${next.permissions}: ${next.problem}`];
  });
  return [
    rankLowest(stored, trial.schemes, 'Least in the store for one person'),
    rankLowest(sent, trial.schemes, 'Least with each request'),
    `Requests that do not grow with permissions: ${flat.join(', ') || 'none'}. That grow: ${rising.join(', ') || 'none'}.`,
    broken.length === 0 ? 'Everything that was tried still fitted.' : `What did not fit any more: ${broken.join('; ')}.`,
  ];
}
