/** The tables of the account store, step by step; they may lie in the session store's file. */
import { migrateSqlite, type SqliteDatabase, type SqliteMigration } from 'gemel/stores/sqlite';

/** Name under which `gemel_migration` holds these steps. */
export const ACCOUNT_COMPONENT = 'accounts';

/** The condition of the index by which imported hashes are found; a statement uses it only where it says the same. */
export const IS_IMPORTED = "substr(password_hash, 1, 7) = 'import:'";

export const accountMigrations: readonly SqliteMigration[] = [
  {
    // gemel_account_failure is no longer written: nodes of the version before still count in it while an upgrade is under way.
    number: 1,
    sql: `
      CREATE TABLE gemel_account (
        id TEXT NOT NULL PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        roles TEXT NOT NULL,
        permissions TEXT NOT NULL,
        is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
        pending_reason TEXT,
        pending_except TEXT,
        created_at REAL NOT NULL,
        password_changed_at REAL NOT NULL,
        version INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX gemel_account_pending ON gemel_account (id) WHERE pending_reason IS NOT NULL;

      CREATE TABLE gemel_account_failure (
        key TEXT NOT NULL PRIMARY KEY,
        count INTEGER NOT NULL,
        last_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_account_failure_age ON gemel_account_failure (last_at);

      CREATE TABLE gemel_account_sign_up (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        count INTEGER NOT NULL
      ) STRICT;
      INSERT INTO gemel_account_sign_up VALUES (1, 0)`,
  },
  {
    // SQLite cannot drop a NOT NULL, so the table is made anew.
    number: 2,
    sql: `
      CREATE TABLE gemel_account_new (
        id TEXT NOT NULL PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        email_verified_at REAL,
        password_hash TEXT,
        roles TEXT NOT NULL,
        permissions TEXT NOT NULL,
        is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
        pending_reason TEXT,
        pending_except TEXT,
        created_at REAL NOT NULL,
        password_changed_at REAL NOT NULL,
        stamp INTEGER NOT NULL DEFAULT 1,
        version INTEGER NOT NULL
      ) STRICT;
      INSERT INTO gemel_account_new
        SELECT id, email, NULL, password_hash, roles, permissions, is_disabled, pending_reason, pending_except, created_at,
          password_changed_at, 1, version
        FROM gemel_account;
      DROP TABLE gemel_account;
      ALTER TABLE gemel_account_new RENAME TO gemel_account;
      CREATE INDEX gemel_account_pending ON gemel_account (id) WHERE pending_reason IS NOT NULL;

      CREATE TABLE gemel_authenticator (
        id TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL REFERENCES gemel_account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        lookup TEXT NOT NULL,
        created_at REAL NOT NULL,
        version INTEGER NOT NULL,
        name TEXT NOT NULL,
        data TEXT NOT NULL,
        last_used_at REAL,
        UNIQUE (kind, lookup)
      ) STRICT;
      CREATE INDEX gemel_authenticator_account ON gemel_authenticator (account, created_at);

      CREATE TABLE gemel_challenge (
        id_hash TEXT NOT NULL PRIMARY KEY,
        purpose TEXT NOT NULL,
        account TEXT REFERENCES gemel_account (id) ON DELETE CASCADE,
        stamp INTEGER NOT NULL,
        data TEXT NOT NULL,
        expires_at REAL NOT NULL,
        tries_left INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_challenge_account ON gemel_challenge (account, purpose);
      CREATE INDEX gemel_challenge_age ON gemel_challenge (expires_at);

      CREATE TABLE gemel_limit (
        key TEXT NOT NULL PRIMARY KEY,
        due_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_limit_age ON gemel_limit (due_at)`,
  },
  {
    number: 3,
    sql: "CREATE INDEX gemel_account_imported ON gemel_account (password_hash) WHERE substr(password_hash, 1, 7) = 'import:'",
  },
  {
    number: 4,
    sql: `
      CREATE TABLE gemel_audit (
        id TEXT NOT NULL PRIMARY KEY,
        at REAL NOT NULL,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        subject TEXT,
        sid TEXT,
        address TEXT,
        device TEXT,
        facts TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_audit_time ON gemel_audit (at, id);
      CREATE INDEX gemel_audit_kind ON gemel_audit (kind, at, id);
      CREATE INDEX gemel_audit_subject ON gemel_audit (subject, at, id) WHERE subject IS NOT NULL;
      CREATE INDEX gemel_audit_session ON gemel_audit (sid, at, id) WHERE sid IS NOT NULL;
      CREATE INDEX gemel_audit_address ON gemel_audit (address, at, id) WHERE address IS NOT NULL;

      CREATE TRIGGER gemel_audit_no_update BEFORE UPDATE ON gemel_audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`,
  },
  {
    number: 5,
    sql: `
      CREATE TABLE gemel_role (
        name TEXT NOT NULL PRIMARY KEY,
        permissions TEXT NOT NULL,
        is_declared INTEGER NOT NULL CHECK (is_declared IN (0, 1)),
        is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
        is_settled INTEGER NOT NULL CHECK (is_settled IN (0, 1)),
        version INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      ALTER TABLE gemel_account ADD COLUMN grants_pending INTEGER NOT NULL DEFAULT 0 CHECK (grants_pending IN (0, 1));
      CREATE INDEX gemel_account_regranted ON gemel_account (id) WHERE grants_pending = 1`,
  },
  {
    number: 6,
    sql: `
      CREATE TABLE gemel_provider_session (
        sid TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL REFERENCES gemel_account (id) ON DELETE CASCADE,
        person TEXT NOT NULL,
        session TEXT,
        expires_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_provider_session_account ON gemel_provider_session (account);
      CREATE INDEX gemel_provider_session_person ON gemel_provider_session (person);
      CREATE INDEX gemel_provider_session_session ON gemel_provider_session (session) WHERE session IS NOT NULL;
      CREATE INDEX gemel_provider_session_age ON gemel_provider_session (expires_at);

      CREATE TABLE gemel_provider_end (
        key TEXT NOT NULL PRIMARY KEY,
        ended_at REAL NOT NULL,
        until REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_provider_end_age ON gemel_provider_end (until)`,
  },
  {
    number: 7,
    sql: `
      CREATE TABLE gemel_api_key (
        id TEXT NOT NULL PRIMARY KEY,
        created_at REAL NOT NULL,
        created_by TEXT NOT NULL,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        secret_hash TEXT NOT NULL,
        former_hash TEXT,
        former_until REAL,
        rotated_at REAL,
        expires_at REAL,
        revoked_at REAL,
        last_used_at REAL,
        version INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
  },
];

/** Creates the account store's tables, or brings them to this version. @throws GemelError `schema_too_new`, `store_unavailable` */
export function migrateSqliteAccountStore(database: SqliteDatabase): readonly number[] {
  return migrateSqlite(database, ACCOUNT_COMPONENT, accountMigrations);
}
