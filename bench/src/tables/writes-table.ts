/** What a sign-in and a refresh cost beside the raw write of the same engine and one signature. */
import crypto from 'node:crypto';
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { named } from '../compare.ts';
import type { Contender, Measurement } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { type Figure, figureOf, pairedRatio } from '../figure.ts';
import { issuer } from '../material/bench-token.ts';
import { contenderInFlight } from '../material/contender-in-flight.ts';
import { openPostgresEngine } from '../material/postgres-engine.ts';
import { openRedisEngine } from '../material/redis-engine.ts';
import { openSqliteEngine } from '../material/sqlite-engine.ts';
import type { StoreEngine } from '../material/store-engine.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Column, Row, Table } from '../table.ts';

const columns: readonly Column[] = [
  { id: 'ratio', title: 'wall, by hand = 1' },
  { id: 'perSecond', title: 'per second' },
  { id: 'wallUs', title: 'wall µs' },
  { id: 'cpuUs', title: 'CPU µs of this process' },
];

const bareInsert = 'bare insert + ES256 signature';
const rawInsert = 'sign-in by hand: record and indexes, + ES256 signature';
const signIn = 'Gemel sign-in (cookie, access and refresh token)';
const bareUpdate = 'bare update + ES256 signature';
const rawUpdate = 'refresh by hand: compare-and-swap, + ES256 signature';
const readRefresh = 'Gemel refresh, record not in memory';
const refresh = 'Gemel refresh';
/** What Keycloak's sizing guide has per second and core, ten times. */
const refreshesPerCore = 1200;
const subjects = 200;

export async function measureWrites(effort: Effort): Promise<Table> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  const settings: string[] = [];
  for (const open of [openMemoryEngine, openSqliteEngine, openRedisEngine, openPostgresEngine]) {
    const engine = await open();
    if (engine === undefined) continue;
    try {
      const measured = await measureEngine(engine, effort);
      rows.push(...rowsOf(engine.name, measured, rawInsert, [bareInsert, rawInsert, signIn]));
      rows.push(...rowsOf(engine.name, measured, rawUpdate, [bareUpdate, rawUpdate, refresh, readRefresh]));
      if (engine.name !== 'memory') bars.push(...barsOf(engine.name, measured));
      settings.push(`${engine.name}: ${engine.setting}, ${engine.inFlight} at once.`);
    } finally {
      await engine.close();
    }
  }
  return { id: 'writes', title: 'Sign-in and refresh, beside the raw write', columns, rows, bars, notes: [...notes, ...settings] };
}

async function openMemoryEngine(): Promise<StoreEngine> {
  const store = createMemoryStore();
  const raw = new Map<string, { body: string; seen: number }>();
  const write = (name: string): void => void raw.set(name, { body: name, seen: performance.now() });
  return {
    name: 'memory',
    setting: 'a Map of this process',
    store,
    inFlight: 1,
    insert: write,
    update: write,
    insertByHand: write,
    swapByHand: write,
    readByHand: (name) => raw.get(name)?.body ?? '',
    close: () => store.close(),
  };
}

async function measureEngine(engine: StoreEngine, effort: Effort): Promise<readonly Measurement[]> {
  const secret = crypto.randomBytes(32).toString('base64url');
  const createNode = (cacheSize: number): Promise<Gemel> =>
    createGemel({
      issuer,
      secret,
      store: engine.store,
      // Each presentation rotates: within the window the current token would be returned as it is, without a write.
      tokens: { reuseWindow: 0 },
      sessions: { cacheSize },
      freshness: { maxStaleness: 30 },
    });
  const nodes = { gemel: await createNode(100_000), forgetful: await createNode(0) };
  try {
    return await measureRounds(await createContenders(engine, nodes), {
      ...effort,
      rounds: Math.ceil(effort.rounds / 2),
      roundMs: effort.roundMs * 4,
    });
  } finally {
    await nodes.gemel.close();
    await nodes.forgetful.close();
  }
}

interface Nodes {
  readonly gemel: Gemel;
  /** Holds no record in memory. */
  readonly forgetful: Gemel;
}

async function createContenders(engine: StoreEngine, { gemel, forgetful }: Nodes): Promise<readonly Contender[]> {
  const sign = createSigner();
  let inserted = 0;
  let signedIn = 0;
  const chains: string[] = [];
  const unheld: string[] = [];
  const versions: number[] = [];
  for (let index = 0; index < Math.max(subjects, engine.inFlight); index++) {
    // The first sign-in of a subject also writes the subject.
    await gemel.startSession({ subject: `user-${index}` });
    for (const list of [chains, unheld]) {
      const { tokens } = await gemel.startSession({ subject: `user-${index}`, mode: 'token' });
      list.push(tokens?.refreshToken ?? '');
    }
    versions.push(1);
    await engine.insert(`chain-${index}`);
    await engine.insertByHand(`chain-${index}`);
  }
  const contender = (name: string, once: (index: number) => Promise<void> | void): Contender =>
    contenderInFlight(name, engine.inFlight, once);
  const rotate = async (node: Gemel, list: string[], index: number): Promise<void> => {
    const place = index % list.length;
    const { refreshToken = '' } = await node.refresh(list[place] ?? '');
    if (refreshToken === list[place]) throw new Error('a refresh did not rotate');
    list[place] = refreshToken;
  };
  return [
    contender(bareInsert, (): Promise<void> | void => {
      sign();
      return engine.insert(`raw-${inserted++}`);
    }),
    contender(rawInsert, (): Promise<void> | void => {
      sign();
      return engine.insertByHand(`raw-${inserted++}`);
    }),
    contender(signIn, async () => {
      const { tokens } = await gemel.startSession({ subject: `user-${signedIn++ % subjects}`, mode: 'both', roles: ['member'] });
      if (tokens?.refreshToken === undefined) throw new Error('a sign-in gave no tokens');
    }),
    contender(bareUpdate, (index): Promise<void> | void => {
      sign();
      return engine.update(`chain-${index % chains.length}`);
    }),
    contender(rawUpdate, (index): Promise<void> | void => {
      sign();
      const place = index % chains.length;
      const version = versions[place] ?? 1;
      versions[place] = version + 1;
      return engine.swapByHand(`chain-${place}`, version);
    }),
    contender(refresh, (index) => rotate(gemel, chains, index)),
    contender(readRefresh, (index) => rotate(forgetful, unheld, index)),
  ];
}

function createSigner(): () => void {
  const { privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = Buffer.from(crypto.randomBytes(300).toString('base64url'));
  return () => void crypto.sign('sha256', text, privateKey);
}

function rowsOf(engine: string, measured: readonly Measurement[], rawName: string, names: readonly string[]): readonly Row[] {
  const raw = named(measured, rawName);
  return names
    .map((name) => named(measured, name))
    .map((one) => ({
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
    { text: `${engine}: sign-in, beside the same by hand + signature`, limit: 1.5, measured: ratio(signIn, rawInsert) },
    { text: `${engine}: refresh, beside the same by hand + signature`, limit: 1.5, measured: ratio(refresh, rawUpdate) },
  ];
  if (engine !== 'PostgreSQL') return bars;
  const cpuUs = figureOf(named(measured, refresh).cpuUs).median;
  const text = `PostgreSQL: µs of this process's CPU per refresh (${refreshesPerCore} per second and core)`;
  return [...bars, { text, limit: Math.floor(1e6 / refreshesPerCore), measured: cpuUs }];
}

const notes: readonly string[] = [
  'The engine and this process share the cores of one machine, so wall time holds both. Bare: one statement or command that writes a record of the same size, without an index, and one ES256 signature.',
  'By hand: what a sign-in or a refresh needs at the least, in one round trip. A record that is found by its subject (to sign out everywhere) and by its end (to delete it); a rotation by compare-and-swap (so that a token has one successor). One statement in SQL, one script in Redis.',
  'Gemel: one round trip each, where the node has heard the feed lately and, for a refresh, has the record in memory, as after its last refresh on this node; else the record is read first.',
];
