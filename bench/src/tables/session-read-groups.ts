/** The part of the session table in which the record is not in memory: Gemel beside its store's own read, and that beside a read by hand. */
import crypto from 'node:crypto';
import { createGemel, type RequestFacts, type SessionStore } from 'gemel';
import { named, rowsOf } from '../compare.ts';
import type { Contender, Measurement } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { pairedRatio } from '../figure.ts';
import { issuer } from '../material/bench-token.ts';
import { contenderInFlight } from '../material/contender-in-flight.ts';
import { cookieHeader } from '../material/presented-headers.ts';
import { openPostgresEngine } from '../material/postgres-engine.ts';
import { openRedisEngine } from '../material/redis-engine.ts';
import { openSqliteEngine } from '../material/sqlite-engine.ts';
import type { StoreEngine } from '../material/store-engine.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Row } from '../table.ts';

const storeName = "the store's own read of a record";
const handName = 'read by hand, by primary key';
const gemelName = 'Gemel authenticate, record not in memory';
const limit = 1.3;

/** Measures each engine that this machine has. */
export async function measureSessionReads(effort: Effort): Promise<{ readonly rows: readonly Row[]; readonly bars: readonly Bar[] }> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const open of [openSqliteEngine, openRedisEngine, openPostgresEngine]) {
    const engine = await open();
    if (engine === undefined) continue;
    try {
      const measurements = await measureEngine(engine, effort);
      rows.push(...rowsOf(`${engine.name}, record not in memory`, measurements));
      bars.push(...barsOf(engine.name, measurements));
    } finally {
      await engine.close();
    }
  }
  return { rows, bars };
}

async function measureEngine(engine: StoreEngine, effort: Effort): Promise<readonly Measurement[]> {
  const gemel = await createGemel({
    issuer,
    secret: crypto.randomBytes(32).toString('base64url'),
    store: engine.store,
    sessions: { cacheSize: 0, inactivityTimeout: 7200 },
    freshness: { maxStaleness: 30 },
  });
  try {
    const sids: string[] = [];
    const facts: RequestFacts[] = [];
    for (let index = 0; index < effort.sessionCount; index++) {
      const { session, sessionToken = '' } = await gemel.startSession({ subject: `user-${index}`, roles: ['member'] });
      const cookie = cookieHeader(gemel.options.cookie.name, sessionToken);
      sids.push(session.sid);
      facts.push({ method: 'GET', header: (name) => (name === 'cookie' ? cookie : undefined) });
      await engine.insertByHand(`hand-${index}`);
    }
    const authenticate = async (index: number): Promise<void> => {
      const { status } = await gemel.authenticate(facts[index % facts.length] ?? noFacts);
      if (status !== 'authenticated') throw new Error(`${engine.name}: ${status}`);
    };
    const contenders = [
      createStoreContender(engine, sids),
      createHandContender(engine, effort.sessionCount),
      contenderInFlight(gemelName, engine.inFlight, authenticate),
    ];
    return await measureRounds(contenders, { ...effort, roundMs: effort.roundMs * 2 });
  } finally {
    await gemel.close();
  }
}

const noFacts: RequestFacts = { method: 'GET', header: () => undefined };

function createStoreContender({ store, inFlight }: { store: SessionStore; inFlight: number }, sids: readonly string[]): Contender {
  return contenderInFlight(storeName, inFlight, async (index) => {
    const { value } = await store.find(sids[index % sids.length] ?? '');
    if (value === undefined) throw new Error('the store found nothing');
  });
}

function createHandContender({ readByHand, inFlight }: StoreEngine, count: number): Contender {
  return contenderInFlight(handName, inFlight, async (index) => {
    const text = readByHand(`hand-${index % count}`);
    if (typeof text !== 'string') await text;
  });
}

function barsOf(engine: string, measurements: readonly Measurement[]): readonly Bar[] {
  const [gemel, store] = [named(measurements, gemelName), named(measurements, storeName)];
  const beside = `${engine}: session check, record not in memory, beside the store's own read`;
  return [
    { text: `${beside}, CPU of this process`, limit, measured: pairedRatio(gemel.cpuUs, store.cpuUs).median },
    { text: `${beside}, wall`, limit, measured: pairedRatio(gemel.wallUs, store.wallUs).median },
  ];
}
