/** The few things a SQLite driver must do; `DatabaseSync` of node:sqlite and `Database` of libsql or better-sqlite3 do them. */

export type SqliteValue = string | number | null;

export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/**
 * An open connection. It is used synchronously and for one store alone (beside it, code that leaves no transaction and no
 * statement open): a read transaction that stays open would hide what other processes write.
 */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
}
