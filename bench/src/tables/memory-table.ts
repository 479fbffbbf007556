/** What a node holds in memory, and how soon it is ready where the log is long. */
import crypto from 'node:crypto';
import { createGemel, type RequestFacts } from 'gemel';
import { createVerifier } from '@gemel/verifier';
import type { Effort, MemoryEffort } from '../effort.ts';
import { type Figure, figureOf } from '../figure.ts';
import { issuer } from '../material/bench-token.ts';
import { openPostgresEngine } from '../material/postgres-engine.ts';
import { cookieHeader } from '../material/presented-headers.ts';
import { openRedisEngine } from '../material/redis-engine.ts';
import { openSqliteEngine } from '../material/sqlite-engine.ts';
import type { StoreEngine } from '../material/store-engine.ts';
import { usedBytesNow } from '../material/used-bytes.ts';
import { makeEntries } from '../scale/make-entries.ts';
import { measureFloorBytes } from '../scale/measure-costs.ts';
import { startFeedServer } from '../scale/start-feed-server.ts';
import type { Bar, Column, Row, Table } from '../table.ts';

const columns: readonly Column[] = [
  { id: 'bytes', title: 'bytes each' },
  { id: 'ms', title: 'ms until ready' },
];
const mostBytesPerEntry = 120;
const mostBytesPerSession = 1200;
const mostMs = 1000;

export async function measureMemory({ memory }: Effort): Promise<Table> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  const hold = (group: string, name: string, limit: number, figures: Readonly<Record<string, Figure>>): void => {
    rows.push({ group, name, figures });
    for (const { id, title } of columns) {
      const figure = figures[id];
      if (figure !== undefined) bars.push({ text: `${name}: ${title}`, limit, measured: figure.median });
    }
  };
  const bytes = (value: number): Readonly<Record<string, Figure>> => ({ bytes: figureOf([value]) });
  hold('memory', `feed entry in a view of ${textOf(memory.entries)}`, mostBytesPerEntry, bytes(measureFloorBytes(memory.entries)));
  hold('memory', `session in memory, of ${textOf(memory.sessions)}`, mostBytesPerSession, bytes(await measureSessionBytes(memory)));
  const group = `ready, with ${textOf(memory.startEntries)} live entries in the log`;
  hold(group, 'verifier over HTTP', mostMs, { ms: await measureVerifierStart(memory) });
  for (const open of [openSqliteEngine, openRedisEngine, openPostgresEngine]) {
    const engine = await open();
    if (engine === undefined) continue;
    try {
      hold(group, `engine on ${engine.name}`, mostMs, { ms: await measureEngineStart(engine, memory) });
    } finally {
      await engine.close();
    }
  }
  return { id: 'memory', title: 'Memory, and being ready', columns, rows, bars, notes };
}

function textOf(count: number): string {
  return count.toLocaleString('en');
}

const common = { issuer, freshness: { maxStaleness: 30 } };

/** On SQLite, whose records lie in a file: what grows is what the node holds. */
async function measureSessionBytes({ sessions }: MemoryEffort): Promise<number> {
  const engine = await openSqliteEngine();
  const options = { ...common, secret: crypto.randomBytes(32).toString('base64url'), store: engine.store };
  const writer = await createGemel({ ...options, sessions: { cacheSize: 0 } });
  const cookies: string[] = [];
  for (let index = 0; index < sessions; index++) {
    const client = { address: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0' };
    const { sessionToken = '' } = await writer.startSession({
      subject: `user-${index}`,
      roles: ['member'],
      permissions: ['orders:read'],
      client,
    });
    cookies.push(cookieHeader(writer.options.cookie.name, sessionToken));
  }
  await writer.close();
  const gemel = await createGemel(options);
  try {
    const before = usedBytesNow();
    for (const cookie of cookies) {
      const facts: RequestFacts = { method: 'GET', header: (name) => (name === 'cookie' ? cookie : undefined) };
      const { status } = await gemel.authenticate(facts);
      if (status !== 'authenticated') throw new Error(`a session was ${status}`);
    }
    return Math.round((usedBytesNow() - before) / sessions);
  } finally {
    await gemel.close();
    await engine.close();
  }
}

/** From `createVerifier` to `ready()`: the keys and the snapshot, over the loopback. */
async function measureVerifierStart(memory: MemoryEffort): Promise<Figure> {
  const server = await startFeedServer([memory.startEntries]);
  const url = `http://127.0.0.1:${server.port}`;
  try {
    return await timeStarts(memory, async () => {
      const verifier = createVerifier({
        issuer,
        audience: issuer,
        keys: { jwksUri: `${url}/.well-known/jwks.json`, allowPlainHttp: true },
        feed: { feedUri: `${url}/feed`, allowPlainHttp: true },
      });
      await verifier.ready();
      return { entries: async () => verifier.status().entries, close: () => verifier.close() };
    });
  } finally {
    await server.stop();
  }
}

/** From `createGemel` until it has resolved. */
async function measureEngineStart({ store }: StoreEngine, memory: MemoryEffort): Promise<Figure> {
  const { startEntries } = memory;
  const options = { ...common, secret: crypto.randomBytes(32).toString('base64url'), store };
  await (await createGemel(options)).close(); // makes the keys
  const { now } = await store.find('unknown');
  for (let done = 0; done < startEntries; done += 1000) await store.announce(makeEntries(Math.min(1000, startEntries - done), now + 3600));
  return timeStarts(memory, async () => {
    const gemel = await createGemel(options);
    return { entries: async () => (await gemel.health()).feed.entries, close: () => gemel.close() };
  });
}

interface Started {
  entries(): Promise<number>;
  close(): Promise<void>;
}

async function timeStarts({ starts, startEntries }: MemoryEffort, start: () => Promise<Started>): Promise<Figure> {
  const took: number[] = [];
  for (let round = 0; round < starts; round++) {
    const began = performance.now();
    const { entries, close } = await start();
    took.push(performance.now() - began);
    const found = await entries();
    await close();
    if (found < startEntries) throw new Error(`ready with ${found} entries of ${startEntries}`);
  }
  return figureOf(took);
}

const notes: readonly string[] = [
  'Bytes: the growth of the heap and of the arrays beside it after collection, names and texts included; what came from the network or the store was parsed as it is in a real node.',
  'Ready: until the view is complete and the lease stands. The node and what it starts from share the machine.',
];
