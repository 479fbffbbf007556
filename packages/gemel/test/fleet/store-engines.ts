/** Every engine that Gemel keeps sessions in, for suites that run on all of them: each opens as many handles on the same data as there are nodes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRedis, requireProgram, requireServer, startPostgres, startRedisCluster } from '@gemel/testbed';
import type { SessionStore } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import { createRedisStore } from 'gemel/stores/redis';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import pg from 'pg';
import { type ClientLibrary, libraries, type OpenedClient } from '../stores/redis-clients.ts';
import { drivers } from '../stores/sqlite-drivers.ts';

/** A store as one node has it. */
export interface NodeStore {
  readonly store: SessionStore;
  close(): Promise<void>;
}

/** A running engine. */
export interface RunningEngine {
  /** Opens `nodes` handles on data that nobody has used before. */
  openNodes(nodes: number): Promise<readonly NodeStore[]>;
  stop(): Promise<void>;
}

export interface StoreEngine {
  readonly name: string;
  readonly isMissing: boolean;
  start(): Promise<RunningEngine>;
}

const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

async function closeBoth(store: SessionStore, driver: { close(): unknown }): Promise<void> {
  await store.close();
  await driver.close();
}

const memory: StoreEngine = {
  name: 'memory',
  isMissing: false,
  start: async () => ({
    async openNodes(nodes) {
      const store = createMemoryStore();
      return times(nodes, async () => ({ store, close: async () => undefined }));
    },
    stop: async () => undefined,
  }),
};

const sqlite: StoreEngine = {
  name: 'SQLite',
  isMissing: false,
  async start() {
    const folder = mkdtempSync(join(tmpdir(), 'gemel-fleet-'));
    let count = 0;
    return {
      async openNodes(nodes) {
        const path = join(folder, `${count++}.db`);
        const open = async (): Promise<NodeStore> => {
          const database = (drivers[0] ?? missing('a driver of SQLite')).open(path);
          migrateSqliteStore(database);
          const store = createSqliteStore(database);
          // A race is not about power cuts, and thousands of syncs would take most of its time.
          database.exec('PRAGMA synchronous = OFF');
          return { store, close: () => closeBoth(store, database) };
        };
        const first = await open();
        return [first, ...(await times(nodes - 1, open))];
      },
      stop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

const postgres: StoreEngine = {
  name: 'PostgreSQL',
  isMissing: requireProgram('postgres') === undefined,
  async start() {
    const server = await startPostgres();
    const admin = new pg.Pool({ connectionString: server.url, max: 1 });
    let count = 0;
    return {
      async openNodes(nodes) {
        const schema = `fleet_${count++}`;
        await admin.query(`CREATE SCHEMA ${schema}`);
        const url = new URL(server.url);
        url.searchParams.set('options', `-c search_path=${schema}`);
        const migrating = new pg.Pool({ connectionString: url.href, max: 1 });
        await migratePostgresStore(migrating);
        await migrating.end();
        return times(nodes, async () => {
          const pool = new pg.Pool({ connectionString: url.href, max: 10 });
          const store = await createPostgresStore(pool);
          return { store, close: () => closeBoth(store, { close: () => pool.end() }) };
        });
      },
      async stop() {
        await admin.end();
        await server.stop();
      },
    };
  },
};

/** All handles share one client per node; the prefix keeps data apart. */
function onRedis(openClient: () => Promise<OpenedClient>, stop: () => Promise<void>): RunningEngine {
  let count = 0;
  return {
    async openNodes(nodes) {
      const prefix = `fleet-${process.pid}-${count++}`;
      return times(nodes, async () => {
        const { client, close } = await openClient();
        const store = await createRedisStore(client, { prefix });
        return { store, close: () => closeBoth(store, { close }) };
      });
    },
    stop,
  };
}

const isRedisMissing = requireServer('redis-server', 'GEMEL_TEST_REDIS_URL') === undefined;

const redis = ({ name, open }: ClientLibrary): StoreEngine => ({
  name: `Redis through ${name}`,
  isMissing: isRedisMissing,
  async start() {
    const server = (await openRedis()) ?? missing('Redis');
    return onRedis(
      () => open(server.url),
      () => server.stop(),
    );
  },
});

const redisCluster = ({ name, openCluster }: ClientLibrary): StoreEngine => ({
  name: `Redis Cluster through ${name}`,
  isMissing: isRedisMissing,
  async start() {
    const cluster = (await startRedisCluster()) ?? missing('Redis');
    return onRedis(
      () => openCluster(cluster.masters.map(({ url }) => url)),
      () => cluster.stop(),
    );
  },
});

/** In groups that files can run beside each other. */
export const engineGroups = {
  embedded: [memory, sqlite],
  postgres: [postgres],
  redis: libraries.map(redis),
  redisCluster: libraries.map(redisCluster),
} as const satisfies Readonly<Record<string, readonly StoreEngine[]>>;

export const storeEngines: readonly StoreEngine[] = Object.values(engineGroups).flat();

function missing(what: string): never {
  throw new Error(`${what} is not there`);
}
