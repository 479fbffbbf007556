/** `gemel/stores/sqlite`: the embedded store, over node:sqlite, libsql or better-sqlite3. */
export { createSqliteStore, type SqliteStoreOptions } from './create-sqlite-store.ts';
export { checkSqliteSchema, migrateSqlite, type SqliteMigration } from './migrate-sqlite.ts';
export { createSqliteConnection, type OnStep, type SqliteConnection } from './sqlite-connection.ts';
export type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.ts';
export type { SqliteFaultCause } from './sqlite-fault.ts';
export { fromStoredText, toStoredText } from '../stored-text.ts';
export { migrateSqliteStore, STORE_COMPONENT, storeMigrations } from './store-migrations.ts';
