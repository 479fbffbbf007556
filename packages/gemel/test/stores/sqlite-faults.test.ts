/** What the SQLite store says when it cannot do what it is asked, and that nothing is half done. */
import { writeFileSync } from 'node:fs';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { aSessionRecord } from 'gemel/testing';
import { describe, expect, test } from 'vitest';
import { drivers, openForTest, type SqliteDriver, temporaryPath, type TestDatabase } from './sqlite-drivers.ts';

function open(driver: SqliteDriver): { path: string; database: TestDatabase; store: ReturnType<typeof createSqliteStore> } {
  const path = temporaryPath();
  const database = openForTest(driver, path);
  migrateSqliteStore(database);
  return { path, database, store: createSqliteStore(database) };
}

const unavailable = (resultCode: number, reason: RegExp): object => ({
  code: 'store_unavailable',
  cause: { resultCode, reason: expect.stringMatching(reason) },
});

describe.each(drivers)('the SQLite store through $name', (driver) => {
  test('reads from a read-only database, and says of every write that it is read-only (S14, F14)', async () => {
    const { path, store: writable } = open(driver);
    const record = aSessionRecord();
    await writable.insert(record, 0);
    const store = createSqliteStore(openForTest(driver, path, { isReadOnly: true }));
    expect((await store.find(record.sid)).value).toEqual(record);
    expect((await store.readLog(undefined)).value.entries).toEqual([]);
    const readOnly = unavailable(8, /read-only/);
    await expect(store.insert(aSessionRecord({ sid: 'new' }), 0)).rejects.toMatchObject(readOnly);
    await expect(store.replace({ kind: 'end', record, reason: 'revoked', retention: 9 })).rejects.toMatchObject(readOnly);
    await expect(store.endSubject({ subject: 'alice', reason: 'revoked', retention: 9 })).rejects.toMatchObject(readOnly);
    await expect(store.keys.retire('k-1')).rejects.toMatchObject(readOnly);
    await expect(store.touch([{ sid: record.sid, lastSeenAt: 2e9, inactivityDeadline: 3e9 }])).rejects.toMatchObject(readOnly);
    expect((await writable.find(record.sid)).value).toEqual(record);
  });

  test('says that the disk is full, writes nothing, and goes on when there is room again (S14, F14)', async () => {
    const { store, database } = open(driver);
    const record = aSessionRecord();
    await store.insert(record, 0);
    const { cursor } = (await store.readLog(undefined)).value;
    database.exec('PRAGMA max_page_count = 1');
    const full = unavailable(13, /full/);
    const data = 'x'.repeat(100_000);
    await expect(store.insert(aSessionRecord({ sid: 'large', data }), 0)).rejects.toMatchObject(full);
    await expect(store.replace({ kind: 'supersede', record: { ...record, generation: 2, data }, retention: 9 })).rejects.toMatchObject(
      full,
    );
    expect((await store.find(record.sid)).value).toEqual(record);
    expect((await store.readLog(cursor)).value.entries).toEqual([]);
    database.exec('PRAGMA max_page_count = 100000');
    expect((await store.insert(aSessionRecord({ sid: 'large', data }), 0)).value).toBe('inserted');
    expect((await store.replace({ kind: 'end', record, reason: 'revoked', retention: 9 })).value).toBe('replaced');
  });

  test('says that another process holds the lock', async () => {
    const { path, store, database } = open(driver);
    const outside = openForTest(driver, path);
    database.exec('PRAGMA busy_timeout = 1');
    outside.exec('BEGIN IMMEDIATE');
    await expect(store.raiseSubject('alice')).rejects.toMatchObject(unavailable(5, /busy/));
    outside.exec('ROLLBACK');
    expect((await store.raiseSubject('alice')).value).toBe(1);
  });

  test('says that a file is no database', () => {
    const path = temporaryPath();
    writeFileSync(path, 'This is a text, and a long one at that, so that nobody takes it for a database. '.repeat(20));
    expect(() => migrateSqliteStore(openForTest(driver, path))).toThrow(expect.objectContaining(unavailable(26, /not a SQLite database/)));
    expect(() => createSqliteStore(openForTest(driver, path))).toThrow(expect.objectContaining(unavailable(26, /not a SQLite database/)));
  });

  test('rejects everything once its connection is closed', async () => {
    const path = temporaryPath();
    const database = driver.open(path);
    migrateSqliteStore(database);
    const store = createSqliteStore(database);
    const { cursor } = (await store.readLog(undefined)).value;
    await store.close();
    database.close();
    await expect(store.insert(aSessionRecord(), 0)).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.raiseSubject('alice')).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.readLog(cursor)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  test('names no value in a fault', async () => {
    const { store, database } = open(driver);
    database.exec("CREATE TRIGGER refusing BEFORE INSERT ON gemel_session BEGIN SELECT raise(ABORT, 'refused'); END");
    const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQ';
    const fault = await store
      .insert(aSessionRecord({ secretHash: secret, refresh: { salt: secret, rotation: 0, rotatedAt: null } }), 0)
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(fault).toMatchObject({ code: 'store_unavailable', cause: { reason: 'refused' } });
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault)) + String(fault)).not.toContain(secret);
  });

  test('says that a row was not written by Gemel', async () => {
    const { store, database } = open(driver);
    const record = aSessionRecord();
    await store.insert(record, 0);
    database.exec(`UPDATE gemel_session SET subject = '"forged'`);
    await expect(store.find(record.sid)).rejects.toMatchObject({ code: 'store_unavailable' });
    database.exec(`UPDATE gemel_session SET subject = 'alice', data = 'no json'`);
    await expect(store.find(record.sid)).rejects.toMatchObject({ code: 'store_unavailable' });
    database.exec(`UPDATE gemel_session SET data = '1'`);
    expect((await store.find(record.sid)).value?.data).toBe(1);
  });

  test('calls its hook before and after each commit, and rolls back where the hook throws before', async () => {
    const { path } = open(driver);
    const steps: string[] = [];
    let failing = '';
    const store = createSqliteStore(openForTest(driver, path), {
      onStep(step) {
        steps.push(step);
        if (step === failing) throw new Error('stopped');
      },
    });
    const record = aSessionRecord();
    await store.insert(record, 0);
    failing = 'replace-end:before-commit';
    await expect(store.replace({ kind: 'end', record, reason: 'revoked', retention: 9 })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect((await store.find(record.sid)).value).toEqual(record);
    await store.keys.retire('k-1');
    expect(steps).toEqual([
      'insert:before-commit',
      'insert:after-commit',
      'replace-end:before-commit',
      'keys.retire:before-commit',
      'keys.retire:after-commit',
    ]);
  });
});
