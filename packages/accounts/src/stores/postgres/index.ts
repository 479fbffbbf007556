/** `@gemel/accounts/stores/postgres`: accounts in PostgreSQL, over the application's own `pg` pool. */
export { ACCOUNT_COMPONENT, accountMigrations, migratePostgresAccountStore } from './account-migrations.ts';
export { createPostgresAccountStore, type PostgresAccountStoreOptions } from './create-postgres-account-store.ts';
