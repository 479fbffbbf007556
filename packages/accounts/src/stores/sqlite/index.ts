/** `@gemel/accounts/stores/sqlite`: accounts in a SQLite file, over node:sqlite, libsql or better-sqlite3. */
export { ACCOUNT_COMPONENT, accountMigrations, migrateSqliteAccountStore } from './account-migrations.ts';
export { createSqliteAccountStore, type SqliteAccountStoreOptions } from './create-sqlite-account-store.ts';
