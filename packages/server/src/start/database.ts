/** The one database file and its two connections: each store wants its own. */
import { GemelError } from '@gemel/protocol';
import { type AccountStore } from '@gemel/accounts';
import { ACCOUNT_COMPONENT, accountMigrations, createSqliteAccountStore } from '@gemel/accounts/stores/sqlite';
import type { SessionStore } from 'gemel';
import {
  checkSqliteSchema,
  createSqliteStore,
  migrateSqlite,
  type SqliteMigration,
  STORE_COMPONENT,
  storeMigrations,
} from 'gemel/stores/sqlite';
import { loadDriver, type SqliteDriver } from './open-driver.ts';

export interface Database {
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  close(): void;
}

/** Migrations of one component, by number. */
export interface Step {
  readonly component: string;
  readonly numbers: readonly number[];
}

const components: readonly (readonly [string, readonly SqliteMigration[]])[] = [
  [STORE_COMPONENT, storeMigrations],
  [ACCOUNT_COMPONENT, accountMigrations],
];

/** Opens the stores over a migrated file. @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable` */
export async function openDatabase(path: string): Promise<Database> {
  const open = await loadDriver();
  const connections: SqliteDriver[] = [];
  const connect = (): SqliteDriver => {
    const connection = open(path);
    connections.push(connection);
    return connection;
  };
  const close = (): void => {
    for (const connection of connections) connection.close();
  };
  try {
    return { sessions: createSqliteStore(connect()), accounts: createSqliteAccountStore(connect()), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Applies what is lacking; returns what was applied. @throws GemelError `schema_too_new`, `store_unavailable` */
export async function migrateDatabase(path: string): Promise<readonly Step[]> {
  return withConnection(path, (connection) =>
    components.map(([component, migrations]) => ({ component, numbers: migrateSqlite(connection, component, migrations) })),
  );
}

/** Returns what `migrateDatabase` would apply, and changes nothing. @throws GemelError `schema_too_new`, `store_unavailable` */
export async function findLackingSteps(path: string): Promise<readonly Step[]> {
  return withConnection(path, (connection) =>
    components.map(([component, migrations]) => ({ component, numbers: findLacking(connection, component, migrations) })),
  );
}

function findLacking(connection: SqliteDriver, component: string, migrations: readonly SqliteMigration[]): readonly number[] {
  try {
    checkSqliteSchema(connection, component, migrations);
    return [];
  } catch (error) {
    if (!(error instanceof GemelError) || error.code !== 'schema_outdated') throw error;
    const lacking: unknown = typeof error.cause === 'object' && error.cause !== null ? Reflect.get(error.cause, 'lacking') : undefined;
    return Array.isArray(lacking) ? lacking.map(Number) : [];
  }
}

async function withConnection<T>(path: string, work: (connection: SqliteDriver) => T): Promise<T> {
  const open = await loadDriver();
  const connection = open(path);
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}
