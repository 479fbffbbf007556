/** Migrations in PostgreSQL: applied once, whole, by one at a time, and refused where the database is of another version. */
import { requireProgram, startPostgres } from '@gemel/testbed';
import {
  checkPostgresSchema,
  createPostgresStore,
  migratePostgres,
  migratePostgresStore,
  type PostgresMigration,
  storeMigrations,
} from 'gemel/stores/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema, endOne, openPool, openStore, readLog } from './postgres-databases.ts';

const one: PostgresMigration = { number: 1, sql: 'CREATE TABLE note (text text); CREATE INDEX note_text ON note (text)' };
const two: PostgresMigration = { number: 2, sql: 'ALTER TABLE note ADD COLUMN author text' };

describe.skipIf(requireProgram('postgres') === undefined)('migrations in PostgreSQL', { timeout: 60_000 }, () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());
  const open = async (): Promise<ReturnType<typeof openPool>> => openPool(await createSchema(postgres.url));

  test('are applied once, in their order, beside those of other components', async () => {
    const pool = await open();
    expect(await migratePostgresStore(pool)).toEqual(storeMigrations);
    expect(await migratePostgres(pool, 'notes', [one])).toEqual([one]);
    expect(await migratePostgres(pool, 'notes', [one, two])).toEqual([two]);
    expect(await migratePostgres(pool, 'notes', [one, two])).toEqual([]);
    expect(await migratePostgresStore(pool)).toEqual([]);
    await expect(checkPostgresSchema(pool, 'notes', [one, two])).resolves.toBeUndefined();
  });

  test('say what they would do, and do nothing, when it is only a rehearsal', async () => {
    const pool = await open();
    expect(await migratePostgresStore(pool, { dryRun: true })).toEqual(storeMigrations);
    expect(await migratePostgres(pool, 'notes', [one, two], { dryRun: true })).toEqual([one, two]);
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = current_schema()::regnamespace');
    expect(rows).toEqual([{ n: 0 }]);
    await migratePostgres(pool, 'notes', [one]);
    expect(await migratePostgres(pool, 'notes', [one, two], { dryRun: true })).toEqual([two]);
  });

  test('run one at a time, however many processes start at once', async () => {
    const url = await createSchema(postgres.url);
    const applied = await Promise.all(Array.from({ length: 12 }, () => migratePostgresStore(openPool(url, { max: 1 }))));
    expect(applied.filter((steps) => steps.length > 0)).toEqual([storeMigrations]);
  });

  test('leave nothing behind where one of them fails', async () => {
    const pool = await open();
    const broken: PostgresMigration = { number: 2, sql: 'CREATE TABLE half (text text); CREATE NONSENSE' };
    await expect(migratePostgres(pool, 'notes', [one, broken])).rejects.toMatchObject({
      code: 'store_unavailable',
      cause: { code: '42601' },
    });
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = current_schema()::regnamespace');
    expect(rows).toEqual([{ n: 0 }]);
    expect(await migratePostgres(pool, 'notes', [one, two])).toEqual([one, two]);
  });

  test('that are lacking make the schema outdated', async () => {
    const pool = await open();
    const lacking = storeMigrations.map(({ number }) => number);
    await expect(createPostgresStore(pool)).rejects.toMatchObject({ code: 'schema_outdated', cause: { component: 'gemel', lacking } });
    await migratePostgres(pool, 'notes', [one]);
    await expect(checkPostgresSchema(pool, 'notes', [one, two])).rejects.toMatchObject({
      code: 'schema_outdated',
      cause: { component: 'notes', lacking: [2] },
    });
  });

  test('that are unknown, or altered since, make the schema too new', async () => {
    const pool = await open();
    await migratePostgresStore(pool);
    await migratePostgres(pool, 'notes', [one, two]);
    await expect(checkPostgresSchema(pool, 'notes', [one])).rejects.toMatchObject({
      code: 'schema_too_new',
      cause: { component: 'notes', unknown: [2], altered: [] },
    });
    const altered = { ...two, sql: `${two.sql} NOT NULL` };
    await expect(migratePostgres(pool, 'notes', [one, altered])).rejects.toMatchObject({
      code: 'schema_too_new',
      cause: { component: 'notes', unknown: [], altered: [2] },
    });
    await pool.query("UPDATE gemel_migration SET checksum = 'x' WHERE component = 'gemel'");
    await expect(createPostgresStore(pool)).rejects.toMatchObject({ code: 'schema_too_new' });
  });

  test('keep applications apart that share a database, each in its schema', async () => {
    const urls = [await createSchema(postgres.url), await createSchema(postgres.url)];
    for (const url of urls) await migratePostgresStore(openPool(url, { max: 1 }));
    const [here, there] = await Promise.all(urls.map((url) => openStore(url)));
    if (here === undefined || there === undefined) throw new Error('two were opened');
    await endOne(here, 'mine');
    expect((await readLog(here)).names).toEqual(['mine']);
    expect((await readLog(there)).names).toEqual([]);
    expect((await readLog(here)).epoch).not.toBe((await readLog(there)).epoch);
  });
});
