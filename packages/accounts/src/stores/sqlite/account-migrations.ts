/** The tables of the account store, step by step; they may lie in the session store's file. */
import { migrateSqlite, type SqliteDatabase, type SqliteMigration } from 'gemel/stores/sqlite';

/** Name under which `gemel_migration` holds these steps. */
export const ACCOUNT_COMPONENT = 'accounts';

export const accountMigrations: readonly SqliteMigration[] = [
  {
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
];

/** Creates the account store's tables, or brings them to this version. @throws GemelError `schema_too_new`, `store_unavailable` */
export function migrateSqliteAccountStore(database: SqliteDatabase): readonly number[] {
  return migrateSqlite(database, ACCOUNT_COMPONENT, accountMigrations);
}
