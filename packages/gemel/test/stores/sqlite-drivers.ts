/** The SQLite drivers that this Node.js has, and databases in temporary folders. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteDatabase } from 'gemel/stores/sqlite';
import Libsql from 'libsql';
import { onTestFinished } from 'vitest';

/** An open connection that a test can close. */
export interface TestDatabase extends SqliteDatabase {
  close(): unknown;
}

export interface SqliteDriver {
  readonly name: string;
  open(path: string, options?: { readonly isReadOnly: boolean }): TestDatabase;
}

interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => TestDatabase;
}

/** Absent before Node.js 22.13; @types/node of the oldest supported Node.js does not know it. */
const nodeSqlite = process.getBuiltinModule('node:sqlite') as unknown as NodeSqlite | undefined;

const libsqlDriver: SqliteDriver = {
  name: 'libsql',
  open(path, options) {
    const database = new Libsql(path);
    // libsql takes the option `readonly` and opens for writing all the same.
    if (options?.isReadOnly === true) database.exec('PRAGMA query_only = ON');
    return database;
  },
};

export const drivers: readonly SqliteDriver[] =
  nodeSqlite === undefined
    ? [libsqlDriver]
    : [
        libsqlDriver,
        { name: 'node:sqlite', open: (path, options) => new nodeSqlite.DatabaseSync(path, { readOnly: options?.isReadOnly === true }) },
      ];

/** Returns a path in a folder that is removed with everything in it when the test ends. */
export function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gemel-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'gemel.db');
}

/** Opens a connection that is closed when the test ends. */
export function openForTest(driver: SqliteDriver, path: string, options?: { readonly isReadOnly: boolean }): TestDatabase {
  const database = driver.open(path, options);
  onTestFinished(() => void database.close());
  return database;
}
