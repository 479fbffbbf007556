/** Roles, databases, drivers and poolers that are set otherwise: the store means the same over all of them. */
import { writeFile } from 'node:fs/promises';
import { createTempFolder, reservePort, requireProgram, startPostgres, startServer } from '@gemel/testbed';
import { migratePostgresStore } from 'gemel/stores/postgres';
import { aSessionRecord, storeContract } from 'gemel/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createTables, endOne, openPool, openStore, readLog, urlWith } from './postgres-databases.ts';

describe.skipIf(requireProgram('postgres') === undefined)('PostgreSQL that is set otherwise', { timeout: 120_000 }, () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres({ config: { autovacuum: 'off', wal_writer_delay: '10s' } });
  }, 60_000);
  afterAll(() => postgres.stop());

  const races = storeContract.filter(({ name }) => name.includes('64') || name.includes('ends all sessions'));

  for (const setting of [
    'default_transaction_isolation=serializable',
    "default_transaction_isolation='repeatable read'",
    'default_transaction_read_only=on',
    'extra_float_digits=0',
  ]) {
    test(`keeps its word under ${setting}`, async () => {
      expect(races.length).toBeGreaterThan(3);
      for (const { run } of races) {
        const tables = await createTables(postgres.url);
        const url = urlWith(tables, `-c ${setting.replaceAll(' ', '\\ ').replaceAll("'", '')}`);
        const [store, other] = [await openStore(url), await openStore(url)];
        await run({ store, other, raceRounds: 3 });
      }
    });
  }

  test('waits for the disk before it acknowledges an end, a change of grants or a retirement, whatever the role does (S14)', async () => {
    const url = urlWith(await createTables(postgres.url), '-c synchronous_commit=off');
    const store = await openStore(url);
    const pool = openPool(url);
    const record = aSessionRecord();
    await store.insert(record, 0);
    const changes: readonly (() => Promise<unknown>)[] = [
      () => store.replace({ kind: 'supersede', record, retention: 900 }),
      () => store.replace({ kind: 'end', record: { ...record, version: 2 }, reason: 'revoked', retention: 900 }),
      () => store.endSubject({ subject: 'alice', reason: 'revoked', retention: 900 }),
      () => store.raiseSubject('alice'),
      () => store.keys.retire('k-1'),
      () => store.announce([{ kind: 'session', sid: 's', generation: 2, until: 4e9 }]),
      () => store.raiseEpoch(),
      () => store.fleet.setMaxStaleness(3),
      () => store.fleet.register({ id: 'n', maxStaleness: 5, acceptsStale: false }, 60),
    ];
    for (const change of changes) {
      await pool.query('CREATE TABLE IF NOT EXISTS noise (n int); INSERT INTO noise VALUES (1)');
      const { rows: before } = await pool.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn() AS lsn');
      await change();
      const { rows } = await pool.query('SELECT pg_current_wal_flush_lsn() > $1::pg_lsn AS is_on_disk', [before[0]?.lsn]);
      expect(rows, change.toString()).toEqual([{ is_on_disk: true }]);
    }
  });

  test('reads its columns itself, whatever parsers the application has set', async () => {
    const url = await createTables(postgres.url);
    const record = aSessionRecord({ version: 4_000_000_000_000, lastSeenAt: 1_799_999_999.123 });
    const kept = [20, 701, 25, 16].map((oid) => [oid, pg.types.getTypeParser(oid)] as const);
    onTestFinished(() => kept.forEach(([oid, parse]) => pg.types.setTypeParser(oid, parse)));
    for (const [oid] of kept) pg.types.setTypeParser(oid, () => 'parsed by the application');
    const store = await openStore(url, { listen: false });
    await store.insert(record, 0);
    expect((await store.find(record.sid)).value).toEqual(record);
  });

  test('needs no privilege beyond its own tables', async () => {
    const url = await createTables(postgres.url);
    const schema = /search_path=(\w+)/.exec(decodeURIComponent(url))?.[1] ?? '';
    await postgres.query(`CREATE ROLE plain LOGIN; GRANT USAGE ON SCHEMA ${schema} TO plain;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO plain`);
    const store = await openStore(Object.assign(new URL(url), { username: 'plain' }).href);
    await endOne(store, 'one');
    expect((await readLog(store)).names).toEqual(['one']);
    await store.keys.retire('k-1');
    await store.deleteExpired(0);
    await store.raiseEpoch();
    await store.announce([{ kind: 'session', sid: 's', generation: 2, until: 4e9 }]);
    expect((await readLog(store)).names).toEqual(['one', 'k-1', 's']);
  });

  test.skipIf(requireProgram('pgbouncer') === undefined)('works through a pooler in transaction mode, but for the wake-up', async () => {
    const url = await startPooler(postgres.port);
    const direct = openPool(postgres.urlOf('postgres'));
    for (const { run, name } of storeContract) {
      if (/64|many|large|long log|deletes what/.test(name) && !name.includes('ends all')) continue;
      await direct.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      await migratePostgresStore(openPool(url));
      const options = { prepare: false, listen: false };
      const [store, other] = [await openStore(url, options), await openStore(url, options)];
      await run({ store, other, raceRounds: 2 });
    }
    const deaf = await openStore(url, { prepare: false });
    const { cursor } = await readLog(deaf);
    const waiting = deaf.waitForNews(cursor, { waitMs: 60_000 });
    await endOne(await openStore(postgres.url, { listen: false }), 'heard-by-polling');
    await waiting;
    expect((await readLog(deaf, cursor)).names).toEqual(['heard-by-polling']);
  });

  test.skipIf(requireProgram('pgbouncer') === undefined)('says what to do where a pooler does not keep prepared statements', async () => {
    const url = await startPooler(postgres.port);
    await openPool(postgres.url).query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await migratePostgresStore(openPool(url));
    const [first, second] = [await openStore(url, { listen: false }), await openStore(url, { listen: false })];
    const reads = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? first : second).find('one'));
    const failed = (await Promise.allSettled(reads)).filter((outcome) => outcome.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.reason).toMatchObject({ code: 'store_unavailable', cause: { reason: expect.stringContaining('prepare: false') } });
  });
});

/** Starts pgbouncer before the server of a port and returns a URL through it. */
async function startPooler(serverPort: number): Promise<string> {
  const folder = await createTempFolder('pgbouncer');
  const port = await reservePort();
  const config = `${folder.path}/pgbouncer.ini`;
  await writeFile(
    config,
    `[databases]
postgres = host=127.0.0.1 port=${serverPort} dbname=postgres user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
`,
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const server = await startServer({
    program: requireProgram('pgbouncer') ?? '',
    args: process.getuid?.() === 0 ? ['-u', 'postgres', config] : [config],
    folder: folder.path,
    logFile: `${folder.path}/pgbouncer.log`,
    isUp: async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
      return true;
    },
  });
  onTestFinished(async () => {
    await server.kill();
    await folder.remove();
  });
  return url;
}
