/** The same test with several nodes on one database, each with connections of its own: on PostgreSQL and on SQLite. */
import { randomBytes } from 'node:crypto';
import { requireProgram, startPostgres } from '@gemel/testbed';
import type { SessionStore } from 'gemel';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import pg from 'pg';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import type { AccountStore } from '../../src/account-store.ts';
import { createPostgresAccountStore, migratePostgresAccountStore } from '../../src/stores/postgres/index.ts';
import { createSqliteAccountStore, migrateSqliteAccountStore } from '../../src/stores/sqlite/index.ts';
import { aSqliteFile } from './open-sqlite.ts';

export interface Stores {
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
}

/** Opens the stores of one more node on the database of the test that runs. */
export type OpenStores = () => Promise<Stores>;

/** @param describeWith describes the tests on one engine; each calls what it is given once, for a database of its own. */
export function describeOnDatabases(describeWith: (engine: string, openDatabase: () => Promise<OpenStores>) => void): void {
  describe.skipIf(requireProgram('postgres') === undefined)('with PostgreSQL', () => {
    let postgres: Awaited<ReturnType<typeof startPostgres>>;
    beforeAll(async () => {
      postgres = await startPostgres();
    }, 60_000);
    afterAll(() => postgres.stop());

    describeWith('PostgreSQL', async () => {
      const schema = `test_${randomBytes(6).toString('hex')}`;
      await postgres.query(`CREATE SCHEMA ${schema}`);
      const url = new URL(postgres.url);
      url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c search_path=${schema}`.trim());
      const openPool = (): pg.Pool => {
        const pool = new pg.Pool({ connectionString: url.href, max: 5 });
        pool.on('error', () => undefined);
        onTestFinished(() => pool.end());
        return pool;
      };
      const first = openPool();
      await migratePostgresStore(first);
      await migratePostgresAccountStore(first);
      return async () => {
        const pool = openPool();
        return { sessions: await createPostgresStore(pool), accounts: await createPostgresAccountStore(pool) };
      };
    });
  });

  describeWith('SQLite', async () => {
    const file = await aSqliteFile();
    onTestFinished(() => file.remove());
    migrateSqliteStore(file.connect());
    migrateSqliteAccountStore(file.connect());
    return async () => ({ sessions: createSqliteStore(file.connect()), accounts: createSqliteAccountStore(file.connect()) });
  });
}
