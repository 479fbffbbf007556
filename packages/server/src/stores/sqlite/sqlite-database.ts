/** A SQLite file and its two connections: each store wants its own. */
import { existsSync } from 'node:fs';
import { GemelError } from '@gemel/protocol';
import { ACCOUNT_COMPONENT, accountMigrations, createSqliteAccountStore } from '@gemel/accounts/stores/sqlite';
import type { AccountStore } from '@gemel/accounts';
import type { SessionStore } from 'gemel';
import {
  checkSqliteSchema,
  createSqliteStore,
  migrateSqlite,
  type SqliteMigration,
  STORE_COMPONENT,
  storeMigrations,
} from 'gemel/stores/sqlite';
import type { Database, Step } from '../database.ts';
import { loadDriver, type SqliteDriver } from './open-driver.ts';
import { prepareFiles } from './prepare-files.ts';

type Component = readonly [string, readonly SqliteMigration[]];

const components: readonly Component[] = [
  [STORE_COMPONENT, storeMigrations],
  [ACCOUNT_COMPONENT, accountMigrations],
];

export function createSqliteDatabase(path: string): Database {
  const ofEach = (work: (connection: SqliteDriver, ...component: Component) => readonly number[]): Promise<readonly Step[]> =>
    withConnection(path, (connection) =>
      components.map(([component, migrations]) => ({ component, numbers: work(connection, component, migrations) })),
    );
  return {
    prepare: () => prepareFiles(path),
    absence: () => (existsSync(path) ? undefined : `There is no database at ${path}: run \`gemel migrate\` to make it`),
    migrate: () => ofEach(migrateSqlite),
    findLacking: () => ofEach(findLacking),
    open: () => openStores(path, (connect) => ({ sessions: createSqliteStore(connect()), accounts: createSqliteAccountStore(connect()) })),
    openAccounts: () => openStores(path, (connect) => ({ accounts: createSqliteAccountStore(connect()) })),
  };
}

/** Each store wants a connection of its own; where one cannot be opened, none stays open. */
async function openStores<Stores extends { readonly accounts: AccountStore; readonly sessions?: SessionStore }>(
  path: string,
  create: (connect: () => SqliteDriver) => Stores,
): Promise<Stores & { close(): Promise<void> }> {
  const open = await loadDriver();
  const connections: SqliteDriver[] = [];
  const closeAll = (): void => {
    for (const connection of connections) connection.close();
  };
  try {
    const stores = create(() => {
      const connection = open(path);
      connections.push(connection);
      return connection;
    });
    const close = async (): Promise<void> => {
      await stores.sessions?.close();
      closeAll();
    };
    return { ...stores, close };
  } catch (error) {
    closeAll();
    throw error;
  }
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
