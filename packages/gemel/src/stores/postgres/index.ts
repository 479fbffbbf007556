/** `gemel/stores/postgres`: the store for a fleet, over the application's own `pg` pool. */
export { DURABLE } from './commit-settings.ts';
export { createPostgresStore, type PostgresStoreOptions } from './create-postgres-store.ts';
export { checkPostgresSchema, migratePostgres, type PostgresMigration } from './migrate-postgres.ts';
export {
  createPostgresConnection,
  type PostgresConnection,
  type PostgresConnectionOptions,
  type PostgresOutcome,
  type PostgresStatement,
  type RunStatement,
} from './postgres-connection.ts';
export type { PostgresFaultCause } from './postgres-fault.ts';
export type { PostgresClient, PostgresPool, PostgresQuery, PostgresValue } from './postgres-pool.ts';
export { migratePostgresStore, STORE_COMPONENT, storeMigrations } from './store-migrations.ts';
export { fromStoredText, toStoredText } from '../stored-text.ts';
