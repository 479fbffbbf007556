/** Transactions and prepared statements on one connection, such that none of them can hide what other processes write. */
import type { Seconds } from '@gemel/protocol';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { watchSqliteFile } from './sqlite-file.ts';
import { readNumber } from '../stored-row.ts';

/** Called with `<name>:before-commit` and `<name>:after-commit` of each write transaction; for tests that stop the process there. */
export type OnStep = (step: string) => void;

export interface SqliteConnection {
  prepare(sql: string): SqliteStatement;
  /** Runs work that reads with one statement. */
  readOnce<T>(work: () => T): T;
  /** Runs work that sees one state of the database. */
  read<T>(work: () => T): T;
  /** Runs work in a transaction that holds the write lock from its beginning; `now` is the engine's time in it. */
  write<T>(name: string, work: (now: Seconds) => T): T;
  /** @throws GemelError `store_replaced` */
  checkFile(): void;
}

/** SQLite's own clock, to the millisecond. */
export const SQLITE_NOW = "unixepoch('subsec')";

/**
 * Milliseconds that a statement waits for another process's lock. It holds up this process meanwhile; the locks are held for
 * one transaction each, so only a process that was stopped in the middle of one makes it last.
 */
const BUSY_TIMEOUT_MS = 2000;

/** Sets the connection up: WAL, every commit synced, waiting for locks. @throws GemelError `store_unavailable` */
export function createSqliteConnection(database: SqliteDatabase, onStep?: OnStep): SqliteConnection {
  return faulting(() => {
    configureSqlite(database);
    return openConnection(database, onStep);
  });
}

/** Sets the pragmas of a connection; the journal's mode stays with the file, the others with the connection. */
export function configureSqlite(database: SqliteDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL`);
  for (let attempt = 1; !isWal(database); attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      // Two processes that change the mode at once do not wait for each other, but a transaction waits for both.
      if (attempt === 10) throw error;
      database.exec('BEGIN IMMEDIATE; COMMIT');
    }
  }
}

function isWal(database: SqliteDatabase): boolean {
  const row = database.prepare('PRAGMA journal_mode').get();
  return typeof row === 'object' && row !== null && Reflect.get(row, 'journal_mode') === 'wal';
}

function openConnection(database: SqliteDatabase, onStep: OnStep | undefined): SqliteConnection {
  const file = watchSqliteFile(database);
  const unfinished = new Set<() => void>();
  const clock = database.prepare(`SELECT ${SQLITE_NOW} AS now`);

  /**
   * A statement that found the database busy stays half-done in some drivers, and with it a read transaction that hides all
   * later writes. So it is run again, to its end, before anything else is read.
   */
  function finish(): void {
    for (const again of unfinished) {
      again();
      unfinished.delete(again);
    }
  }

  function inTransaction<T>(begin: string, work: () => T, beforeCommit?: () => void): T {
    finish();
    database.exec(begin);
    try {
      const result = work();
      beforeCommit?.();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      rollBack(database);
      throw error;
    }
  }

  return {
    prepare(sql) {
      const statement = database.prepare(sql);
      const guard = <T>(work: () => T): T => {
        try {
          return work();
        } catch (error) {
          unfinished.add(work);
          throw error;
        }
      };
      return {
        run: (...values: SqliteValue[]) => statement.run(...values),
        get: (...values: SqliteValue[]) => guard(() => statement.get(...values)),
        all: (...values: SqliteValue[]) => guard(() => statement.all(...values)),
      };
    },
    readOnce: (work) =>
      faulting(() => {
        file.recall();
        finish();
        return work();
      }),
    read: (work) =>
      faulting(() => {
        file.recall();
        return inTransaction('BEGIN', work);
      }),
    write: (name, work) =>
      faulting(() => {
        file.check();
        const result = inTransaction(
          'BEGIN IMMEDIATE',
          () => work(readNumber(clock.get(), 'now')),
          () => onStep?.(`${name}:before-commit`),
        );
        onStep?.(`${name}:after-commit`);
        return result;
      }),
    checkFile: () => faulting(file.check),
  };
}

function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has rolled back by itself, as it does when the disk is full.
  }
}

function faulting<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFault(error);
  }
}
