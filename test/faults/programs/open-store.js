/** Opens the store that a test names, with the driver and the settings that an application would bring. */

const openers = {
  async sqlite({ url: path }) {
    const { createSqliteStore, migrateSqliteStore } = await import('gemel/stores/sqlite');
    const builtIn = await import('node:sqlite').catch(() => undefined);
    const database = builtIn === undefined ? new (await import('libsql')).default(path) : new builtIn.DatabaseSync(path);
    migrateSqliteStore(database);
    return createSqliteStore(database);
  },

  async redis({ url, timeoutMs, options }) {
    const { createRedisStore } = await import('gemel/stores/redis');
    const { Redis } = await import('ioredis');
    const client = new Redis(url, { ...ioredisOptions(timeoutMs), retryStrategy });
    client.on('error', () => undefined);
    return createRedisStore(client, { timeoutMs, ...options });
  },

  async 'redis-cluster'({ url, timeoutMs }) {
    const { createRedisStore } = await import('gemel/stores/redis');
    const { Cluster } = await import('ioredis');
    const redisOptions = ioredisOptions(timeoutMs);
    const client = new Cluster(url.split(','), { redisOptions, clusterRetryStrategy: retryStrategy, slotsRefreshInterval: 200 });
    client.on('error', () => undefined);
    return createRedisStore(client, { timeoutMs });
  },

  async postgres({ url, timeoutMs, options }) {
    const { createPostgresStore, migratePostgresStore } = await import('gemel/stores/postgres');
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 3 * timeoutMs });
    await migratePostgresStore(pool);
    return createPostgresStore(pool, { timeout: timeoutMs / 1000, ...options });
  },
};

function retryStrategy(times) {
  return Math.min(times * 20, 200);
}

/** Without `socketTimeout` a half-open connection would be kept for a quarter of an hour. */
function ioredisOptions(timeoutMs) {
  return { connectTimeout: timeoutMs, socketTimeout: 2 * timeoutMs, maxRetriesPerRequest: 0 };
}

/** @param {{ kind: string, url: string, options?: object, timeoutMs?: number }} address */
export function openStore({ timeoutMs = 500, ...address }) {
  const open = openers[address.kind];
  if (open === undefined) throw new Error(`no store of kind ${address.kind}`);
  return open({ ...address, timeoutMs });
}
