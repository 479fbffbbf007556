/** Brings a component's tables to its version, once, however many processes start at the same time. */
import { createHash } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import { configureSqlite, SQLITE_NOW } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { readNumber, readText } from '../stored-row.ts';

/** One step; its SQL never changes after a release. */
export interface SqliteMigration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly sql: string;
}

const MIGRATION_TABLE = `
  CREATE TABLE IF NOT EXISTS gemel_migration (
    component TEXT NOT NULL,
    number INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    applied_at REAL NOT NULL,
    PRIMARY KEY (component, number)
  ) STRICT, WITHOUT ROWID`;

/**
 * Applies the migrations that the database lacks, all in one transaction that holds the write lock. Returns their numbers.
 *
 * @param component whose tables these are; several components may share a file.
 * @throws GemelError `schema_too_new`, `store_unavailable`
 */
export function migrateSqlite(database: SqliteDatabase, component: string, migrations: readonly SqliteMigration[]): readonly number[] {
  try {
    configureSqlite(database);
    if (hasMigrations(database) && findLacking(database, component, migrations).length === 0) return [];
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    throw sqliteFault(error);
  }
  try {
    database.exec(MIGRATION_TABLE);
    const lacking = findLacking(database, component, migrations);
    const record = database.prepare(`INSERT INTO gemel_migration VALUES (?, ?, ?, ${SQLITE_NOW})`);
    for (const migration of lacking) {
      database.exec(migration.sql);
      record.run(component, migration.number, checksumOf(migration));
    }
    database.exec('COMMIT');
    return lacking.map(({ number }) => number);
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself.
    }
    throw sqliteFault(error);
  }
}

/** Refuses a database that lacks a migration or holds one that this version does not know. @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable` */
export function checkSqliteSchema(database: SqliteDatabase, component: string, migrations: readonly SqliteMigration[]): void {
  try {
    const lacking = hasMigrations(database) ? findLacking(database, component, migrations) : migrations;
    if (lacking.length > 0) throw new GemelError('schema_outdated', { component, lacking: lacking.map(({ number }) => number) });
  } catch (error) {
    throw sqliteFault(error);
  }
}

function hasMigrations(database: SqliteDatabase): boolean {
  return database.prepare("SELECT 1 AS found FROM sqlite_schema WHERE name = 'gemel_migration'").get() !== undefined;
}

function findLacking(database: SqliteDatabase, component: string, migrations: readonly SqliteMigration[]): readonly SqliteMigration[] {
  const rows = database.prepare('SELECT number, checksum FROM gemel_migration WHERE component = ? ORDER BY number').all(component);
  const applied = new Map(rows.map((row) => [readNumber(row, 'number'), readText(row, 'checksum')]));
  const known = new Set(migrations.map(({ number }) => number));
  const unknown = [...applied.keys()].filter((number) => !known.has(number));
  const altered = migrations.filter((migration) => (applied.get(migration.number) ?? checksumOf(migration)) !== checksumOf(migration));
  if (unknown.length > 0 || altered.length > 0) {
    throw new GemelError('schema_too_new', { component, unknown, altered: altered.map(({ number }) => number) });
  }
  return migrations.filter(({ number }) => !applied.has(number));
}

function checksumOf(migration: SqliteMigration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}
