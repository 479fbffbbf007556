/** What a sign-in and a refresh cost beside the raw write of the same engine and one signature. */
import crypto from 'node:crypto';
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { named } from '../compare.ts';
import type { Contender, Measurement } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { type Figure, figureOf, pairedRatio } from '../figure.ts';
import { issuer } from '../material/bench-token.ts';
import { openPostgresWrites } from '../material/postgres-write-engine.ts';
import { openRedisWrites } from '../material/redis-write-engine.ts';
import { openSqliteWrites } from '../material/sqlite-write-engine.ts';
import type { WriteEngine } from '../material/write-engine.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Column, Row, Table } from '../table.ts';

const columns: readonly Column[] = [
  { id: 'ratio', title: 'wall, raw = 1' },
  { id: 'perSecond', title: 'per second' },
  { id: 'wallUs', title: 'wall µs' },
  { id: 'cpuUs', title: 'CPU µs of this process' },
];

const rawInsert = 'raw insert + ES256 signature';
const signIn = 'Gemel sign-in (cookie, access and refresh token)';
const rawUpdate = 'raw update + ES256 signature';
const refresh = 'Gemel refresh';
/** What Keycloak's sizing guide has per second and core, ten times. */
const refreshesPerCore = 1200;
const subjects = 200;

export async function measureWrites(effort: Effort): Promise<Table> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  const settings: string[] = [];
  for (const open of [openMemoryWrites, openSqliteWrites, openRedisWrites, openPostgresWrites]) {
    const engine = await open();
    if (engine === undefined) continue;
    try {
      const measured = await measureEngine(engine, effort);
      rows.push(...pairRows(engine.name, measured, rawInsert, signIn), ...pairRows(engine.name, measured, rawUpdate, refresh));
      if (engine.name !== 'memory') bars.push(...barsOf(engine.name, measured));
      settings.push(`${engine.name}: ${engine.setting}, ${engine.inFlight} at once.`);
    } finally {
      await engine.close();
    }
  }
  return { id: 'writes', title: 'Sign-in and refresh, beside the raw write', columns, rows, bars, notes: [...notes, ...settings] };
}

async function openMemoryWrites(): Promise<WriteEngine> {
  const store = createMemoryStore();
  const raw = new Map<string, { body: string; seen: number }>();
  return {
    name: 'memory',
    setting: 'a Map of this process',
    store,
    inFlight: 1,
    insert: (name) => void raw.set(name, { body: name, seen: 1 }),
    update: (name) => void raw.set(name, { body: name, seen: performance.now() }),
    close: () => store.close(),
  };
}

async function measureEngine(engine: WriteEngine, effort: Effort): Promise<readonly Measurement[]> {
  const gemel = await createGemel({
    issuer,
    secret: crypto.randomBytes(32).toString('base64url'),
    store: engine.store,
    // Each presentation rotates: within the window the current token would be returned as it is, without a write.
    tokens: { reuseWindow: 0 },
    freshness: { maxStaleness: 30 },
  });
  try {
    return await measureRounds(await createContenders(engine, gemel), { ...effort, roundMs: effort.roundMs * 4 });
  } finally {
    await gemel.close();
  }
}

async function createContenders(engine: WriteEngine, gemel: Gemel): Promise<readonly Contender[]> {
  const sign = createSigner();
  let inserted = 0;
  let signedIn = 0;
  const chains: string[] = [];
  for (let index = 0; index < Math.max(subjects, engine.inFlight); index++) {
    // The first sign-in of a subject also writes the subject.
    await gemel.startSession({ subject: `user-${index}` });
    const { tokens } = await gemel.startSession({ subject: `user-${index}`, mode: 'token' });
    chains.push(tokens?.refreshToken ?? '');
    await engine.insert(`chain-${index}`);
  }
  const contender = (name: string, once: (index: number) => Promise<void> | void): Contender => ({
    name,
    run: async (count) => {
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < count) {
          const done = once(next++);
          if (done !== undefined) await done;
        }
      };
      await Promise.all(Array.from({ length: engine.inFlight }, work));
    },
  });
  return [
    contender(rawInsert, (): Promise<void> | void => {
      sign();
      return engine.insert(`raw-${inserted++}`);
    }),
    contender(signIn, async () => {
      const { tokens } = await gemel.startSession({ subject: `user-${signedIn++ % subjects}`, mode: 'both', roles: ['member'] });
      if (tokens?.refreshToken === undefined) throw new Error('a sign-in gave no tokens');
    }),
    contender(rawUpdate, (index): Promise<void> | void => {
      sign();
      return engine.update(`chain-${index % chains.length}`);
    }),
    contender(refresh, async (index) => {
      const place = index % chains.length;
      const { refreshToken = '' } = await gemel.refresh(chains[place] ?? '');
      if (refreshToken === chains[place]) throw new Error('a refresh did not rotate');
      chains[place] = refreshToken;
    }),
  ];
}

function createSigner(): () => void {
  const { privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = Buffer.from(crypto.randomBytes(300).toString('base64url'));
  return () => void crypto.sign('sha256', text, privateKey);
}

function pairRows(engine: string, measured: readonly Measurement[], rawName: string, name: string): readonly Row[] {
  const raw = named(measured, rawName);
  return [raw, named(measured, name)].map((one) => ({
    group: engine,
    name: one.name,
    figures: {
      ratio: pairedRatio(one.wallUs, raw.wallUs),
      perSecond: perSecond(one.wallUs),
      wallUs: figureOf(one.wallUs),
      cpuUs: figureOf(one.cpuUs),
    },
  }));
}

function perSecond(us: readonly number[]): Figure {
  return figureOf(us.map((value) => 1e6 / value));
}

function barsOf(engine: string, measured: readonly Measurement[]): readonly Bar[] {
  const ratio = (name: string, rawName: string): number =>
    pairedRatio(named(measured, name).wallUs, named(measured, rawName).wallUs).median;
  const bars: Bar[] = [
    { text: `${engine}: sign-in, beside raw write + signature`, limit: 1.5, measured: ratio(signIn, rawInsert) },
    { text: `${engine}: refresh, beside raw write + signature`, limit: 1.5, measured: ratio(refresh, rawUpdate) },
  ];
  if (engine !== 'PostgreSQL') return bars;
  const cpuUs = figureOf(named(measured, refresh).cpuUs).median;
  const text = `PostgreSQL: µs of this process's CPU per refresh (${refreshesPerCore} per second and core)`;
  return [...bars, { text, limit: Math.floor(1e6 / refreshesPerCore), measured: cpuUs }];
}

const notes: readonly string[] = [
  'The engine and this process share the cores of one machine, so wall time holds both. The raw write is one statement or command with a record of the same size, and one ES256 signature.',
  'A sign-in reads the version of the subject (so that "sign out everywhere" stops it) and inserts; a refresh reads the record and replaces it by compare-and-swap: two round trips each, beside one.',
];
