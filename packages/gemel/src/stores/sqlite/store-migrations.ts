/** The tables of the session store, step by step. */
import { checkDatabase } from './check-database.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { migrateSqlite, type SqliteMigration } from './migrate-sqlite.ts';

/** Name under which `gemel_migration` holds these steps. */
export const STORE_COMPONENT = 'gemel';

export const storeMigrations: readonly SqliteMigration[] = [
  {
    number: 1,
    sql: `
      CREATE TABLE gemel_meta (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch TEXT NOT NULL,
        trimmed_through INTEGER NOT NULL
      ) STRICT;
      INSERT INTO gemel_meta VALUES (1, lower(hex(randomblob(16))), 0);

      CREATE TABLE gemel_session (
        sid TEXT NOT NULL PRIMARY KEY,
        subject TEXT NOT NULL,
        client_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        secret_hash TEXT,
        refresh_salt TEXT,
        refresh_rotation INTEGER,
        refresh_rotated_at REAL,
        principal TEXT NOT NULL,
        client TEXT NOT NULL,
        created_at REAL NOT NULL,
        last_seen_at REAL NOT NULL,
        inactivity_deadline REAL NOT NULL,
        overall_deadline REAL NOT NULL,
        ended_at REAL,
        end_reason TEXT,
        data TEXT NOT NULL,
        data_version INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX gemel_session_subject ON gemel_session (subject, created_at) WHERE ended_at IS NULL;
      CREATE INDEX gemel_session_end ON gemel_session (coalesce(ended_at, min(inactivity_deadline, overall_deadline)));

      CREATE TABLE gemel_subject (
        subject TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE gemel_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        mark TEXT NOT NULL DEFAULT (lower(hex(randomblob(8)))),
        kind TEXT NOT NULL CHECK (kind IN ('session', 'key')),
        name TEXT NOT NULL,
        generation INTEGER,
        until REAL
      ) STRICT;
      CREATE INDEX gemel_log_name ON gemel_log (name);

      CREATE TABLE gemel_key (
        kid TEXT NOT NULL PRIMARY KEY,
        slot INTEGER NOT NULL UNIQUE,
        algorithm TEXT NOT NULL,
        public_jwk TEXT,
        sealed_key TEXT NOT NULL,
        secret_name TEXT NOT NULL,
        active_from REAL NOT NULL
      ) STRICT`,
  },
  {
    number: 2,
    sql: `
      ALTER TABLE gemel_log ADD COLUMN receipt TEXT;

      CREATE TABLE gemel_fleet (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        max_staleness REAL,
        settled_epoch TEXT
      ) STRICT;
      INSERT INTO gemel_fleet VALUES (1, NULL, NULL);

      CREATE TABLE gemel_node (
        id TEXT NOT NULL PRIMARY KEY,
        max_staleness REAL NOT NULL,
        accepts_stale INTEGER NOT NULL CHECK (accepts_stale IN (0, 1)),
        until REAL NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE gemel_receipt (
        receipt TEXT NOT NULL,
        node TEXT NOT NULL,
        until REAL NOT NULL,
        PRIMARY KEY (receipt, node)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX gemel_receipt_age ON gemel_receipt (until)`,
  },
  {
    number: 3,
    // What a node says of itself; null for one of an earlier version.
    sql: 'ALTER TABLE gemel_node ADD COLUMN registered_at REAL; ALTER TABLE gemel_node ADD COLUMN report TEXT',
  },
];

/** Creates the store's tables, or brings them to this version; does nothing where they are. @throws GemelError `options_invalid`, `schema_too_new`, `store_unavailable` */
export function migrateSqliteStore(database: SqliteDatabase): readonly number[] {
  checkDatabase('migrateSqliteStore', database);
  return migrateSqlite(database, STORE_COMPONENT, storeMigrations);
}
