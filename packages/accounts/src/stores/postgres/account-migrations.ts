/** The tables of the account store, step by step; they may lie in the session store's schema. */
import { migratePostgres, type PostgresMigration, type PostgresPool } from 'gemel/stores/postgres';

/** Name under which `gemel_migration` holds these steps. */
export const ACCOUNT_COMPONENT = 'accounts';

export const accountMigrations: readonly PostgresMigration[] = [
  {
    // gemel_account_failure is no longer written: nodes of the version before still count in it while an upgrade is under way.
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
  {
    number: 2,
    sql: `
      ALTER TABLE gemel_account
        ALTER COLUMN password_hash DROP NOT NULL,
        ADD COLUMN email_verified_at double precision,
        ADD COLUMN stamp bigint NOT NULL DEFAULT 1;

      CREATE TABLE gemel_authenticator (
        id text COLLATE "C" PRIMARY KEY,
        account text COLLATE "C" NOT NULL REFERENCES gemel_account (id) ON DELETE CASCADE,
        kind text NOT NULL,
        lookup text COLLATE "C" NOT NULL,
        created_at double precision NOT NULL,
        version bigint NOT NULL,
        name text NOT NULL,
        data text NOT NULL,
        last_used_at double precision,
        UNIQUE (kind, lookup)
      );
      CREATE INDEX gemel_authenticator_account ON gemel_authenticator (account, created_at);

      CREATE TABLE gemel_challenge (
        id_hash text COLLATE "C" PRIMARY KEY,
        purpose text NOT NULL,
        account text COLLATE "C" REFERENCES gemel_account (id) ON DELETE CASCADE,
        stamp bigint NOT NULL,
        data text NOT NULL,
        expires_at double precision NOT NULL,
        tries_left bigint NOT NULL
      );
      CREATE INDEX gemel_challenge_account ON gemel_challenge (account, purpose);
      CREATE INDEX gemel_challenge_age ON gemel_challenge (expires_at);

      CREATE TABLE gemel_limit (
        key text COLLATE "C" PRIMARY KEY,
        due_at double precision NOT NULL
      );
      CREATE INDEX gemel_limit_age ON gemel_limit (due_at)`,
  },
  {
    number: 3,
    sql: `CREATE INDEX gemel_account_imported ON gemel_account (password_hash COLLATE "C") WHERE starts_with(password_hash, 'import:')`,
  },
  {
    number: 4,
    sql: `
      CREATE TABLE gemel_audit (
        id text COLLATE "C" PRIMARY KEY,
        at double precision NOT NULL,
        kind text COLLATE "C" NOT NULL,
        actor text COLLATE "C" NOT NULL,
        subject text COLLATE "C",
        sid text COLLATE "C",
        address text COLLATE "C",
        device text,
        facts text NOT NULL
      );
      CREATE INDEX gemel_audit_time ON gemel_audit (at, id);
      CREATE INDEX gemel_audit_kind ON gemel_audit (kind, at, id);
      CREATE INDEX gemel_audit_subject ON gemel_audit (subject, at, id) WHERE subject IS NOT NULL;
      CREATE INDEX gemel_audit_session ON gemel_audit (sid, at, id) WHERE sid IS NOT NULL;
      CREATE INDEX gemel_audit_address ON gemel_audit (address, at, id) WHERE address IS NOT NULL;

      CREATE FUNCTION gemel_audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'restrict_violation'; END $$;
      CREATE TRIGGER gemel_audit_no_update BEFORE UPDATE ON gemel_audit EXECUTE FUNCTION gemel_audit_stands();
      CREATE TRIGGER gemel_audit_no_truncate BEFORE TRUNCATE ON gemel_audit EXECUTE FUNCTION gemel_audit_stands()`,
  },
  {
    number: 5,
    sql: `
      CREATE TABLE gemel_role (
        name text COLLATE "C" PRIMARY KEY,
        permissions text NOT NULL,
        is_declared smallint NOT NULL CHECK (is_declared IN (0, 1)),
        is_removed smallint NOT NULL CHECK (is_removed IN (0, 1)),
        is_settled smallint NOT NULL CHECK (is_settled IN (0, 1)),
        version bigint NOT NULL
      );
      ALTER TABLE gemel_account ADD COLUMN grants_pending smallint NOT NULL DEFAULT 0 CHECK (grants_pending IN (0, 1));
      CREATE INDEX gemel_account_regranted ON gemel_account (id) WHERE grants_pending = 1`,
  },
  {
    number: 6,
    sql: `
      CREATE TABLE gemel_provider_session (
        sid text COLLATE "C" PRIMARY KEY,
        account text COLLATE "C" NOT NULL REFERENCES gemel_account (id) ON DELETE CASCADE,
        person text COLLATE "C" NOT NULL,
        session text COLLATE "C",
        expires_at double precision NOT NULL
      );
      CREATE INDEX gemel_provider_session_account ON gemel_provider_session (account);
      CREATE INDEX gemel_provider_session_person ON gemel_provider_session (person);
      CREATE INDEX gemel_provider_session_session ON gemel_provider_session (session) WHERE session IS NOT NULL;
      CREATE INDEX gemel_provider_session_age ON gemel_provider_session (expires_at);

      CREATE TABLE gemel_provider_end (
        key text COLLATE "C" PRIMARY KEY,
        ended_at double precision NOT NULL,
        until double precision NOT NULL
      );
      CREATE INDEX gemel_provider_end_age ON gemel_provider_end (until)`,
  },
  {
    number: 7,
    sql: `
      CREATE TABLE gemel_api_key (
        id text COLLATE "C" PRIMARY KEY,
        created_at double precision NOT NULL,
        created_by text NOT NULL,
        name text NOT NULL,
        scopes text NOT NULL,
        secret_hash text NOT NULL,
        former_hash text,
        former_until double precision,
        rotated_at double precision,
        expires_at double precision,
        revoked_at double precision,
        last_used_at double precision,
        version bigint NOT NULL
      )`,
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
