/** The traps that a log in SQLite must not fall into, each reproduced on the real engine. */
import { renameSync, rmSync } from 'node:fs';
import { createSqliteConnection, createSqliteStore, migrateSqliteStore, type SqliteDatabase } from 'gemel/stores/sqlite';
import { aSessionRecord } from 'gemel/testing';
import { describe, expect, test } from 'vitest';
import { drivers, openForTest, type SqliteDriver, temporaryPath, type TestDatabase } from './sqlite-drivers.ts';

interface Setting {
  readonly path: string;
  readonly database: TestDatabase;
  readonly store: ReturnType<typeof createSqliteStore>;
  /** Another connection, as another process or an operator has one. */
  readonly outside: TestDatabase;
}

function open(driver: SqliteDriver): Setting {
  const path = temporaryPath();
  const database = openForTest(driver, path);
  migrateSqliteStore(database);
  return { path, database, store: createSqliteStore(database), outside: openForTest(driver, path) };
}

type Store = Setting['store'];

async function end(store: Store, sid: string, retention = 900): Promise<void> {
  const record = aSessionRecord({ sid });
  await store.insert(record, 0);
  await store.replace({ kind: 'end', record, reason: 'revoked', retention });
}

async function read(
  store: Store,
  after?: string,
): Promise<{ epoch: string; cursor: string; isSnapshot: boolean; sids: readonly string[] }> {
  const { epoch, cursor, isSnapshot, entries } = (await store.readLog(after)).value;
  return { epoch, cursor, isSnapshot, sids: entries.map((entry) => (entry.kind === 'session' ? entry.sid : entry.kid)) };
}

/** Puts the database back to what it was when `save` was called, as a restored backup does. */
function save(outside: SqliteDatabase): () => void {
  outside.exec('CREATE TABLE saved_log AS SELECT * FROM gemel_log; CREATE TABLE saved_sequence AS SELECT * FROM sqlite_sequence');
  return () =>
    outside.exec(`BEGIN IMMEDIATE; DELETE FROM gemel_log; INSERT INTO gemel_log SELECT * FROM saved_log;
      DELETE FROM sqlite_sequence; INSERT INTO sqlite_sequence SELECT * FROM saved_sequence; COMMIT`);
}

describe.each(drivers)('the log in SQLite through $name', (driver) => {
  test('syncs every commit, so that an acknowledged revocation survives a power cut', () => {
    const { database } = open(driver);
    expect(database.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA foreign_keys').get()).toMatchObject({ foreign_keys: 1 });
    expect(database.prepare('PRAGMA busy_timeout').get()).toMatchObject({ timeout: 2000 });
  });

  test('does not give a position again, which hid a revocation', async () => {
    const { store, outside } = open(driver);
    await end(store, 'one');
    await end(store, 'two');
    const { cursor } = await read(store);
    outside.exec('DELETE FROM gemel_log WHERE id = 2');
    await end(store, 'three');
    expect(outside.prepare('SELECT max(id) AS last FROM gemel_log').get()).toMatchObject({ last: 3 });
    expect((await read(store, cursor)).sids).toContain('three');
  });

  test('reports a new epoch, once, where entries that this process has read are gone (F23)', async () => {
    const { store, outside, path } = open(driver);
    const other = createSqliteStore(openForTest(driver, path));
    await end(store, 'kept');
    const restore = save(outside);
    await end(store, 'lost');
    const before = await read(store);
    await read(other);
    restore();
    const after = await read(store, before.cursor);
    expect(after).toMatchObject({ isSnapshot: true, sids: ['kept'] });
    expect(after.epoch).not.toBe(before.epoch);
    const others = await read(other, before.cursor);
    expect(others).toEqual(after);
    expect((await read(other, others.cursor)).epoch).toBe(after.epoch);
    await end(other, 'next');
    expect(await read(store, after.cursor)).toMatchObject({ epoch: after.epoch, isSnapshot: false, sids: ['next'] });
  });

  test('reports a new epoch where entries that this process has written, and not yet read, are gone', async () => {
    const { store, outside } = open(driver);
    const { epoch, cursor } = await read(store);
    const restore = save(outside);
    await end(store, 'lost');
    restore();
    expect(await read(store, cursor)).toMatchObject({ sids: [] });
    expect((await read(store, cursor)).epoch).not.toBe(epoch);
  });

  test('notices a restored backup even after the log has grown past the old end (F23)', async () => {
    const { store, outside, path } = open(driver);
    const restore = save(outside);
    await end(store, 'lost');
    const before = await read(store);
    restore();
    const restarted = createSqliteStore(openForTest(driver, path));
    await end(restarted, 'first');
    await end(restarted, 'second');
    expect(await read(restarted, before.cursor)).toMatchObject({ isSnapshot: true, sids: ['first', 'second'] });
    await end(store, 'third');
    const after = await read(store, before.cursor);
    expect(after).toMatchObject({ isSnapshot: true, sids: ['first', 'second', 'third'] });
    expect(after.epoch).not.toBe(before.epoch);
  });

  test('answers a cursor ahead of the log with a snapshot, without a new epoch: anybody can make one up', async () => {
    const { store } = open(driver);
    await end(store, 'one');
    const { epoch, cursor } = await read(store);
    const mark = cursor.split('.')[2];
    for (const ahead of [`${epoch}.2.${mark}`, `${epoch}.2.`, `${epoch}.999.0000000000000000`, `${epoch}.1.0000000000000000`]) {
      expect(await read(store, ahead)).toEqual({ epoch, cursor, isSnapshot: true, sids: ['one'] });
    }
  });

  test('does not take its own pruning for a loss', async () => {
    const { store, path } = open(driver);
    const other = createSqliteStore(openForTest(driver, path));
    await end(store, 'past-1', -1);
    await end(store, 'past-2', -1);
    const { epoch } = await read(store);
    await read(other);
    await end(other, 'past-3', -1);
    await end(other, 'past-4', -1);
    await other.deleteExpired(0);
    expect((await read(store)).epoch).toBe(epoch);
    expect((await read(other)).epoch).toBe(epoch);
  });

  test('samples data_version before it reads the log, so that a commit in between wakes the reader', async () => {
    const { path, store: writer } = open(driver);
    const database = openForTest(driver, path);
    const record = aSessionRecord();
    await writer.insert(record, 0);
    let isArmed = false;
    const commits: Promise<unknown>[] = [];
    const interleaving: SqliteDatabase = {
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        const statement = database.prepare(sql);
        if (!sql.includes('data_version')) return statement;
        return {
          ...statement,
          run: (...values) => statement.run(...values),
          all: (...values) => statement.all(...values),
          get(...values) {
            // Committed before the call returns: SQLite's drivers are synchronous.
            if (isArmed) commits.push(writer.replace({ kind: 'end', record, reason: 'revoked', retention: 900 }));
            isArmed = false;
            return statement.get(...values);
          },
        };
      },
    };
    const reader = createSqliteStore(interleaving);
    const { cursor } = await read(reader);
    isArmed = true;
    await reader.waitForNews(cursor, { waitMs: 60_000 });
    expect(await Promise.all(commits)).toMatchObject([{ value: 'replaced' }]);
    expect((await read(reader, cursor)).sids).toEqual([record.sid]);
  });

  test.each(['deleted', 'swapped'])('refuses to go on with a file that was %s while it was open', async (how) => {
    const { store, path, outside } = open(driver);
    const writer = createSqliteStore(openForTest(driver, path));
    const record = aSessionRecord();
    await store.insert(record, 0);
    const { cursor } = await read(store);
    outside.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    renameSync(path, `${path}.old`);
    if (how === 'swapped') migrateSqliteStore(openForTest(driver, path));
    const replaced = { code: 'store_replaced', cause: { path } };
    await expect(writer.replace({ kind: 'end', record, reason: 'revoked', retention: 900 })).rejects.toMatchObject(replaced);
    await expect(store.readLog(cursor)).rejects.toMatchObject(replaced);
    // Once seen it stays so: what was missed meanwhile cannot be known.
    rmSync(path, { force: true });
    renameSync(`${path}.old`, path);
    await expect(store.readLog(cursor)).rejects.toMatchObject(replaced);
    await expect(store.find(record.sid)).rejects.toMatchObject(replaced);
    await expect(store.listBySubject('alice')).rejects.toMatchObject(replaced);
    await expect(store.waitForNews(cursor, { waitMs: 60_000 })).rejects.toMatchObject(replaced);
  });

  test('is not blinded by a statement that found the database busy', async () => {
    const { outside, path } = open(driver);
    outside.exec('CREATE TABLE note (text TEXT)');
    const database = openForTest(driver, path);
    const connection = createSqliteConnection(database);
    database.exec('PRAGMA busy_timeout = 1');
    const insert = connection.prepare("INSERT INTO note VALUES ('again')");
    const count = connection.prepare('SELECT count(*) AS notes FROM note');
    outside.exec('BEGIN IMMEDIATE');
    expect(() => connection.readOnce(() => insert.all())).toThrow('did not answer');
    outside.exec('COMMIT');
    expect(connection.readOnce(() => count.get())).toMatchObject({ notes: 1 });
    outside.exec("INSERT INTO note VALUES ('from outside')");
    expect(connection.readOnce(() => count.get())).toMatchObject({ notes: 2 });
  });

  test('hears of a revocation after its own write found the database busy', async () => {
    const { store, database, outside, path } = open(driver);
    const other = createSqliteStore(openForTest(driver, path));
    const record = aSessionRecord();
    await store.insert(record, 0);
    const { cursor } = await read(store);
    database.exec('PRAGMA busy_timeout = 1');
    outside.exec('BEGIN IMMEDIATE');
    await expect(store.replace({ kind: 'keep', record })).rejects.toMatchObject({ code: 'store_unavailable', cause: { resultCode: 5 } });
    expect((await store.find(record.sid)).value).toEqual(record);
    outside.exec('ROLLBACK');
    await other.endSubject({ subject: record.subject, reason: 'revoked', retention: 900 });
    expect((await read(store, cursor)).sids).toEqual([record.sid]);
    expect((await store.find(record.sid)).value?.endReason).toBe('revoked');
  });
});
