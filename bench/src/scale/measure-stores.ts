/** Measures what reading the log costs the engine itself, and how long a node takes to read 100,000 live entries from it. */
import fs from 'node:fs';
import { requireProgram, startPostgres, startRedis } from '@gemel/testbed';
import { createView, systemClock } from '@gemel/verifier';
import type { SessionStore } from 'gemel';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import { createRedisStore } from 'gemel/stores/redis';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { PageCost } from './costs.ts';
import { makeEntries } from './make-entries.ts';

interface MeasuredStore {
  /** CPU time of the engine's own process for a read of the log. */
  readonly read: PageCost;
  /** Milliseconds until a view is complete that begins with nothing, and CPU time of that in the engine and in this process. */
  readonly start100kMs: number;
  readonly start100kEngineMs: number;
  readonly start100kNodeMs: number;
}

interface Engine {
  readonly store: SessionStore;
  /** Microseconds of CPU time that the engine has used. */
  cpuUs(): Promise<number>;
  close(): Promise<void>;
}

const reads = 500;
const live = 100_000;
const pageSize = 1000;

/** Returns what there is of both. Takes about a minute. */
export async function measureStores(): Promise<Readonly<Record<string, MeasuredStore>>> {
  const measured: Record<string, MeasuredStore> = {};
  if (requireProgram('redis-server') !== undefined) measured['redis'] = await measure(await openRedis());
  if (requireProgram('postgres') !== undefined) measured['postgres'] = await measure(await openPostgres());
  return measured;
}

async function measure(engine: Engine): Promise<MeasuredStore> {
  try {
    const { store } = engine;
    const { now } = await store.find('unknown');
    const empty = (await store.readLog(undefined)).value.cursor;
    await store.announce(makeEntries(pageSize, now + 600));
    const cursor = (await store.readLog(empty)).value.cursor;
    const baseUs = await cpuPerCall(engine, () => store.readLog(cursor));
    const fullUs = await cpuPerCall(engine, () => store.readLog(empty));
    for (let done = pageSize; done < live; done += 10 * pageSize) await store.announce(makeEntries(10 * pageSize, now + 600));
    return {
      read: { baseUs: Math.round(baseUs), perEntryUs: Number(((fullUs - baseUs) / pageSize).toFixed(2)) },
      ...(await measureStart(engine)),
    };
  } finally {
    await engine.close();
  }
}

async function cpuPerCall(engine: Engine, call: () => Promise<unknown>): Promise<number> {
  for (let count = 0; count < 20; count++) await call();
  const before = await engine.cpuUs();
  for (let count = 0; count < reads; count++) await call();
  return ((await engine.cpuUs()) - before) / reads;
}

async function measureStart({ store, cpuUs }: Engine): Promise<Omit<MeasuredStore, 'read'>> {
  const engineUs = await cpuUs();
  const own = process.cpuUsage();
  const start100kMs = Math.round(await startView(store));
  const { user, system } = process.cpuUsage(own);
  return {
    start100kMs,
    start100kEngineMs: Math.round(((await cpuUs()) - engineUs) / 1000),
    start100kNodeMs: Math.round((user + system) / 1000),
  };
}

async function startView(store: SessionStore): Promise<number> {
  const view = createView({ clock: systemClock, maxStaleness: 30 });
  const beganMs = systemClock.monotonicMs();
  for (;;) {
    const sending = { monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs() };
    const { value, now } = await store.readLog(view.cursor);
    view.apply({ ...value, age: 0, now, retention: 310, maxStaleness: 30 }, sending);
    if (!value.hasMore) return systemClock.monotonicMs() - beganMs;
  }
}

async function openRedis(): Promise<Engine> {
  const server = await startRedis();
  const client = new Redis(server.url);
  const store = await createRedisStore(client);
  return {
    store,
    async cpuUs() {
      const facts = await client.info('cpu');
      const used = ['used_cpu_sys', 'used_cpu_user'].map((name) => Number(new RegExp(`${name}:([0-9.]+)`).exec(facts)?.[1]));
      return used.reduce((sum, seconds) => sum + seconds, 0) * 1e6;
    },
    async close() {
      await store.close();
      client.disconnect();
      await server.stop();
    },
  };
}

async function openPostgres(): Promise<Engine> {
  const server = await startPostgres();
  const pool = new pg.Pool({ connectionString: server.url, max: 2 });
  await migratePostgresStore(pool);
  const store = await createPostgresStore(pool);
  return {
    store,
    /** Of all its processes that serve a connection; the kernel counts in hundredths of a second. */
    async cpuUs() {
      const { rows } = await pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE backend_type = $1', ['client backend']);
      return rows.reduce((sum, { pid }) => sum + ticksOf(pid) * 10_000, 0);
    },
    async close() {
      await store.close();
      await pool.end();
      await server.stop();
    },
  };
}

function ticksOf(pid: number): number {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
