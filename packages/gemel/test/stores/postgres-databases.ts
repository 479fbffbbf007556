/** Pools and stores on a PostgreSQL of the tests: an empty schema for each. */
import { randomBytes } from 'node:crypto';
import { createPostgresStore, migratePostgresStore, type PostgresStoreOptions } from 'gemel/stores/postgres';
import { aSessionRecord } from 'gemel/testing';
import pg from 'pg';
import { onTestFinished } from 'vitest';

export type PostgresStore = Awaited<ReturnType<typeof createPostgresStore>>;

/** Opens a pool that is ended when the test ends. */
export function openPool(url: string, config: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 10, ...config });
  // Servers are stopped under it.
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  return pool;
}

/** Creates an empty schema, dropped when the test ends, and returns a URL that leads into it. */
export async function createSchema(url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = openPool(url, { max: 1 });
  await admin.query(`CREATE SCHEMA ${name}`);
  return urlWith(url, `-c search_path=${name}`);
}

/** The URL, with settings for each connection. */
export function urlWith(url: string, options: string): string {
  const whole = new URL(url);
  whole.searchParams.set('options', `${whole.searchParams.get('options') ?? ''} ${options}`.trim());
  return whole.href;
}

/** Opens a store on a pool of its own; both are closed when the test ends. */
export async function openStore(url: string, options?: PostgresStoreOptions, config?: pg.PoolConfig): Promise<PostgresStore> {
  const pool = openPool(url, config);
  const store = await createPostgresStore(pool, options);
  onTestFinished(() => store.close());
  return store;
}

/** Creates the tables in a schema of their own and returns a URL that leads to them. */
export async function createTables(url: string): Promise<string> {
  const schema = await createSchema(url);
  await migratePostgresStore(openPool(schema, { max: 1 }));
  return schema;
}

/** Inserts a session and ends it, which writes an entry. */
export async function endOne(store: PostgresStore, sid: string, retention = 900): Promise<void> {
  const record = aSessionRecord({ sid });
  await store.insert(record, 0);
  await store.replace({ kind: 'end', record, reason: 'revoked', retention });
}

export interface LogRead {
  readonly epoch: string;
  readonly cursor: string;
  readonly isSnapshot: boolean;
  readonly hasMore: boolean;
  readonly names: readonly string[];
}

/** Reads one page; `names` are the `sid`s and `kid`s of its entries. */
export async function readLog(store: PostgresStore, after?: string): Promise<LogRead> {
  const { epoch, cursor, isSnapshot, hasMore, entries } = (await store.readLog(after)).value;
  return { epoch, cursor, isSnapshot, hasMore, names: entries.map((entry) => (entry.kind === 'session' ? entry.sid : entry.kid)) };
}

/** Opens a connection of its own, for a transaction that a test holds open. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** SQL that ends a session and writes its entry, for transactions that a test holds open. */
export function endingSql(sid: string): string {
  return `UPDATE gemel_session SET ended_at = 1, end_reason = 'revoked', version = version + 1 WHERE sid = '${sid}';
    INSERT INTO gemel_log (kind, name, generation, until, retention, kept_until) VALUES ('session', '${sid}', 9007199254740991, 4e9, 900, 4e9)`;
}
