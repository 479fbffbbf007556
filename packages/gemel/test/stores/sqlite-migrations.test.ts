/** Migrations: applied once, whole, and refused where the database is of another version. */
import {
  checkSqliteSchema,
  createSqliteStore,
  migrateSqlite,
  migrateSqliteStore,
  type SqliteDatabase,
  type SqliteMigration,
  storeMigrations,
} from 'gemel/stores/sqlite';
import { describe, expect, test } from 'vitest';
import { drivers, openForTest, temporaryPath } from './sqlite-drivers.ts';

const one: SqliteMigration = { number: 1, sql: 'CREATE TABLE note (text TEXT); CREATE INDEX note_text ON note (text)' };
const two: SqliteMigration = { number: 2, sql: 'ALTER TABLE note ADD COLUMN author TEXT' };

describe.each(drivers)('migrations through $name', (driver) => {
  test('are applied once, in their order, beside those of other components', () => {
    const database = openForTest(driver, temporaryPath());
    expect(migrateSqliteStore(database)).toEqual(storeMigrations.map(({ number }) => number));
    expect(migrateSqlite(database, 'notes', [one])).toEqual([1]);
    expect(migrateSqlite(database, 'notes', [one, two])).toEqual([2]);
    expect(migrateSqlite(database, 'notes', [one, two])).toEqual([]);
    expect(migrateSqliteStore(database)).toEqual([]);
    expect(() => checkSqliteSchema(database, 'notes', [one, two])).not.toThrow();
    expect(database.prepare("SELECT number FROM gemel_migration WHERE component = 'notes' ORDER BY number").all()).toMatchObject([
      { number: 1 },
      { number: 2 },
    ]);
  });

  test('hold the lock before they look what is lacking', () => {
    const path = temporaryPath();
    const database = openForTest(driver, path);
    const outside = openForTest(driver, path);
    outside.exec('PRAGMA busy_timeout = 1');
    const refusals: unknown[] = [];
    const watched: SqliteDatabase = {
      prepare: (sql) => database.prepare(sql),
      exec(sql) {
        if (sql.includes('CREATE TABLE IF NOT EXISTS')) {
          try {
            outside.exec('BEGIN IMMEDIATE');
          } catch (error) {
            refusals.push(error);
          }
        }
        return database.exec(sql);
      },
    };
    expect(migrateSqlite(watched, 'notes', [one])).toEqual([1]);
    expect(refusals.map(String)).toEqual([expect.stringContaining('database is locked')]);
    expect(migrateSqlite(outside, 'notes', [one])).toEqual([]);
  });

  test('leave nothing behind where one of them fails', () => {
    const database = openForTest(driver, temporaryPath());
    const broken: SqliteMigration = { number: 2, sql: 'CREATE TABLE half (text TEXT); CREATE NONSENSE' };
    expect(() => migrateSqlite(database, 'notes', [one, broken])).toThrow(expect.objectContaining({ code: 'store_unavailable' }));
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
    expect(migrateSqlite(database, 'notes', [one, two])).toEqual([1, 2]);
  });

  test('that are lacking make the schema outdated', () => {
    const database = openForTest(driver, temporaryPath());
    expect(() => createSqliteStore(database)).toThrow(
      expect.objectContaining({
        code: 'schema_outdated',
        cause: { component: 'gemel', lacking: storeMigrations.map(({ number }) => number) },
      }),
    );
    migrateSqlite(database, 'notes', [one]);
    expect(() => checkSqliteSchema(database, 'notes', [one, two])).toThrow(
      expect.objectContaining({ code: 'schema_outdated', cause: { component: 'notes', lacking: [2] } }),
    );
  });

  test('that are unknown, or altered since, make the schema too new', () => {
    const database = openForTest(driver, temporaryPath());
    migrateSqliteStore(database);
    database.exec("INSERT INTO gemel_migration VALUES ('gemel', 99, 'x', 0)");
    const tooNew = expect.objectContaining({ code: 'schema_too_new', cause: { component: 'gemel', unknown: [99], altered: [] } });
    expect(() => createSqliteStore(database)).toThrow(tooNew);
    expect(() => migrateSqliteStore(database)).toThrow(tooNew);
    migrateSqlite(database, 'notes', [one]);
    const altered = { ...one, sql: `${one.sql} ` };
    expect(() => checkSqliteSchema(database, 'notes', [altered])).toThrow(
      expect.objectContaining({ code: 'schema_too_new', cause: { component: 'notes', unknown: [], altered: [1] } }),
    );
  });

  test('are looked for, and not written, on a read-only connection', () => {
    const path = temporaryPath();
    migrateSqliteStore(openForTest(driver, path));
    expect(migrateSqliteStore(openForTest(driver, path, { isReadOnly: true }))).toEqual([]);
  });
});
