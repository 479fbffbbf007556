/** The tables of the session store, step by step. */
import { checkPool } from './check-pool.ts';
import { migratePostgres, type PostgresMigration } from './migrate-postgres.ts';
import type { PostgresPool } from './postgres-pool.ts';

/** Name under which `gemel_migration` holds these steps. */
export const STORE_COMPONENT = 'gemel';

export const storeMigrations: readonly PostgresMigration[] = [
  {
    number: 1,
    sql: `
      CREATE TABLE gemel_meta (
        id integer PRIMARY KEY CHECK (id = 1),
        -- Renewed where acknowledged entries may be missing.
        mark text NOT NULL,
        -- The cluster that the transaction ids of the log belong to.
        system text NOT NULL,
        -- No deleted entry has a later transaction id; 2 is before any.
        trimmed xid8 NOT NULL,
        -- Entries that were seen to be committed when their kept_until was still right.
        settled pg_snapshot NOT NULL
      );
      INSERT INTO gemel_meta SELECT 1, gen_random_uuid()::text, system_identifier::text, '2', '1:1:' FROM pg_control_system();

      CREATE TABLE gemel_session (
        sid text COLLATE "C" PRIMARY KEY,
        subject text COLLATE "C" NOT NULL,
        client_id text NOT NULL,
        version bigint NOT NULL,
        generation bigint NOT NULL,
        secret_hash text,
        refresh_salt text,
        refresh_rotation bigint,
        refresh_rotated_at double precision,
        principal text NOT NULL,
        client text NOT NULL,
        created_at double precision NOT NULL,
        last_seen_at double precision NOT NULL,
        inactivity_deadline double precision NOT NULL,
        overall_deadline double precision NOT NULL,
        ended_at double precision,
        end_reason text,
        data text NOT NULL,
        data_version bigint NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY
      );
      CREATE INDEX gemel_session_subject ON gemel_session (subject, created_at) WHERE ended_at IS NULL;
      CREATE INDEX gemel_session_end ON gemel_session ((coalesce(ended_at, least(inactivity_deadline, overall_deadline))));

      CREATE TABLE gemel_subject (
        subject text COLLATE "C" PRIMARY KEY,
        version bigint NOT NULL
      );

      CREATE TABLE gemel_log (
        -- The top-level transaction: a reader's snapshot says whether it has been read, which a number from a sequence could not.
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        id bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL CHECK (kind IN ('session', 'key')),
        name text COLLATE "C" NOT NULL,
        generation bigint,
        until double precision,
        -- Seconds after the commit for which the entry is needed; null where until says it all.
        retention double precision,
        kept_until double precision,
        receipt text,
        PRIMARY KEY (xid, id)
      );
      CREATE INDEX gemel_log_name ON gemel_log (name);
      CREATE UNIQUE INDEX gemel_log_key ON gemel_log (name) WHERE kind = 'key';
      CREATE INDEX gemel_log_end ON gemel_log (kept_until);

      CREATE TABLE gemel_key (
        kid text COLLATE "C" PRIMARY KEY,
        slot bigint NOT NULL UNIQUE,
        algorithm text NOT NULL,
        public_jwk text,
        sealed_key text NOT NULL,
        secret_name text NOT NULL,
        active_from double precision NOT NULL
      );

      CREATE TABLE gemel_fleet (
        id integer PRIMARY KEY CHECK (id = 1),
        max_staleness double precision,
        settled_epoch text
      );
      INSERT INTO gemel_fleet VALUES (1, NULL, NULL);

      CREATE TABLE gemel_node (
        id text COLLATE "C" PRIMARY KEY,
        max_staleness double precision NOT NULL,
        accepts_stale boolean NOT NULL,
        until double precision NOT NULL
      );

      CREATE TABLE gemel_receipt (
        receipt text COLLATE "C" NOT NULL,
        node text COLLATE "C" NOT NULL,
        until double precision NOT NULL,
        PRIMARY KEY (receipt, node)
      );
      CREATE INDEX gemel_receipt_age ON gemel_receipt (until)`,
  },
  {
    number: 2,
    // Everybody's sessions, the newest first.
    sql: 'CREATE INDEX gemel_session_position ON gemel_session (position) WHERE ended_at IS NULL',
  },
  {
    number: 3,
    // What a node says of itself; null for one of an earlier version.
    sql: 'ALTER TABLE gemel_node ADD COLUMN registered_at double precision, ADD COLUMN report text',
  },
];

/**
 * Creates the store's tables in the schema that the connection looks into, or brings them to this version; does nothing where they are.
 *
 * @throws GemelError `options_invalid`, `schema_too_new`, `store_unavailable`
 */
export async function migratePostgresStore(
  pool: PostgresPool,
  options?: { readonly dryRun?: boolean },
): Promise<readonly PostgresMigration[]> {
  checkPool('migratePostgresStore', pool);
  return migratePostgres(pool, STORE_COMPONENT, storeMigrations, options);
}
