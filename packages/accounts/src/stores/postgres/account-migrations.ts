/** The tables of the account store, step by step; they may lie in the session store's schema. */
import { migratePostgres, type PostgresMigration, type PostgresPool } from 'gemel/stores/postgres';

/** Name under which `gemel_migration` holds these steps. */
export const ACCOUNT_COMPONENT = 'accounts';

export const accountMigrations: readonly PostgresMigration[] = [
  {
    number: 1,
    sql: `
      CREATE TABLE gemel_account (
        id text COLLATE "C" PRIMARY KEY,
        email text COLLATE "C" NOT NULL UNIQUE,
        password_hash text NOT NULL,
        roles text NOT NULL,
        permissions text NOT NULL,
        is_disabled smallint NOT NULL CHECK (is_disabled IN (0, 1)),
        pending_reason text,
        pending_except text,
        created_at double precision NOT NULL,
        password_changed_at double precision NOT NULL,
        version bigint NOT NULL
      );
      CREATE INDEX gemel_account_pending ON gemel_account (id) WHERE pending_reason IS NOT NULL;

      CREATE TABLE gemel_account_failure (
        key text COLLATE "C" PRIMARY KEY,
        count bigint NOT NULL,
        last_at double precision NOT NULL
      );
      CREATE INDEX gemel_account_failure_age ON gemel_account_failure (last_at)`,
  },
];

/**
 * Creates the account store's tables in the schema that the connection looks into, or brings them to this version.
 *
 * @throws GemelError `schema_too_new`, `store_unavailable`
 */
export function migratePostgresAccountStore(
  pool: PostgresPool,
  options?: { readonly dryRun?: boolean },
): Promise<readonly PostgresMigration[]> {
  return migratePostgres(pool, ACCOUNT_COMPONENT, accountMigrations, options);
}
