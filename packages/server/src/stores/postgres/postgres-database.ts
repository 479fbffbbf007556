/** Sessions and accounts in PostgreSQL, over one pool. */
import { ACCOUNT_COMPONENT, accountMigrations, createPostgresAccountStore } from '@gemel/accounts/stores/postgres';
import { createPostgresStore, migratePostgres, type PostgresMigration, STORE_COMPONENT, storeMigrations } from 'gemel/stores/postgres';
import type { PostgresPlace } from '../../configuration/place.ts';
import type { Database, OpenDatabase, Step } from '../database.ts';
import { openPool, type OpenPool } from './open-pool.ts';
import { advisePostgres } from './advise-postgres.ts';

const components: readonly (readonly [string, readonly PostgresMigration[]])[] = [
  [STORE_COMPONENT, storeMigrations],
  [ACCOUNT_COMPONENT, accountMigrations],
];

export function createPostgresDatabase(place: PostgresPlace): Database {
  const migrate = (isDryRun: boolean): Promise<readonly Step[]> =>
    withPool(place, async ({ pool }) => {
      const steps: Step[] = [];
      for (const [component, migrations] of components) {
        const applied = await migratePostgres(pool, component, migrations, { dryRun: isDryRun });
        steps.push({ component, numbers: applied.map(({ number }) => number), sql: applied.map(({ sql }) => sql) });
      }
      return steps;
    });
  return {
    // Whoever may create a database is not whom a server should run as.
    prepare: () => undefined,
    absence: () => undefined,
    migrate: () => migrate(false),
    findLacking: () => migrate(true),
    open: () => advisePostgres(place, () => open(place)),
    openAccounts: () => advisePostgres(place, () => openAccounts(place)),
  };
}

async function open(place: PostgresPlace): Promise<OpenDatabase> {
  const opened: OpenPool[] = [];
  const closeAll = async (): Promise<void> => {
    for (const { close } of opened) await close();
  };
  try {
    const primary = await openPool(place.url, 'GEMEL_DATABASE_URL');
    opened.push(primary);
    const replica = place.replicaUrl === undefined ? undefined : await openPool(place.replicaUrl, 'GEMEL_DATABASE_REPLICA_URL');
    if (replica !== undefined) opened.push(replica);
    const accounts = await createPostgresAccountStore(primary.pool, { prepare: !place.isPooled });
    const sessions = await createPostgresStore(primary.pool, {
      prepare: !place.isPooled,
      listen: !place.isPooled,
      ...(replica === undefined ? {} : { replica: replica.pool }),
    });
    const close = async (): Promise<void> => {
      await sessions.close();
      await closeAll();
    };
    return { sessions, accounts, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openAccounts(place: PostgresPlace): Promise<Omit<OpenDatabase, 'sessions'>> {
  const { pool, close } = await openPool(place.url, 'GEMEL_DATABASE_URL');
  try {
    return { accounts: await createPostgresAccountStore(pool, { prepare: !place.isPooled }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function withPool<T>(place: PostgresPlace, work: (opened: OpenPool) => Promise<T>): Promise<T> {
  return advisePostgres(place, async () => {
    const opened = await openPool(place.url, 'GEMEL_DATABASE_URL');
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  });
}
