/** What the PostgreSQL store says and does when PostgreSQL, the network or the pool does not do its part. */
import { createTcpProxy, requireProgram, startPostgres } from '@gemel/testbed';
import { createPostgresStore, migratePostgresStore, type PostgresPool } from 'gemel/stores/postgres';
import { aSessionRecord } from 'gemel/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createTables, endOne, openClient, openPool, openStore, readLog, urlWith } from './postgres-databases.ts';

describe.skipIf(requireProgram('postgres') === undefined)('the PostgreSQL store, when something fails', { timeout: 60_000 }, () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres({ config: { autovacuum: 'off' } });
  }, 60_000);
  afterAll(() => postgres.stop());

  test('gives up in time what hangs, gives no connection in doubt back to the pool, and goes on when there are answers again (F14)', async () => {
    const url = await createTables(postgres.url);
    const pool = openPool(url, { max: 3 });
    const store = await createPostgresStore(pool, { timeout: 0.5, listen: false });
    await store.find('one');
    postgres.pause();
    const started = performance.now();
    // More calls than connections: some wait for one in vain.
    const calls = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? store.find('one') : store.raiseSubject('alice')));
    const outcomes = await Promise.allSettled(calls);
    const elapsedMs = performance.now() - started;
    postgres.resume();
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'store_unavailable', cause: { reason: 'No answer within 0.5 s.' } },
      });
    }
    expect(elapsedMs).toBeLessThan(3000);
    await expect
      .poll(async () =>
        store.find('one').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(pool.totalCount).toBeLessThanOrEqual(3);
    await store.close();
  });

  test('keeps a connection whose caller has gone while it answers: what is slow to connect to is reached all the same (F10)', async () => {
    const url = await createTables(postgres.url);
    const proxy = await createTcpProxy({ port: postgres.port });
    onTestFinished(() => proxy.stop());
    const pool = openPool(Object.assign(new URL(url), { port: String(proxy.port) }).href, { max: 3 });
    const store = await createPostgresStore(pool, { timeout: 0.5, listen: false });
    onTestFinished(() => store.close());
    proxy.cut();
    await expect.poll(() => pool.totalCount).toBe(0);
    // A connection costs 0.35 s, and so does an answer.
    proxy.delay({ toServer: 175, toClient: 175 });
    await expect(store.find('one')).rejects.toMatchObject({ code: 'store_unavailable', cause: { reason: 'No answer within 0.5 s.' } });
    await expect.poll(() => pool.idleCount).toBe(1);
    const canFind = () =>
      store.find('one').then(
        () => true,
        () => false,
      );
    await expect.poll(canFind).toBe(true);
    expect(pool.totalCount).toBe(1);
  });

  test('gives no connection away that was to listen for a caller who has gone', async () => {
    const url = await createTables(postgres.url);
    const proxy = await createTcpProxy({ port: postgres.port });
    onTestFinished(() => proxy.stop());
    const pool = openPool(Object.assign(new URL(url), { port: String(proxy.port) }).href, { max: 3 });
    const store = await createPostgresStore(pool, { timeout: 1 });
    const { cursor } = await readLog(store);
    proxy.cut();
    await expect.poll(() => pool.totalCount).toBe(0);
    // A connection costs 0.4 s, and listening twice as much: it is done when the second in which somebody waits for it is over.
    proxy.delay({ toServer: 200, toClient: 200 });
    await store.waitForNews(cursor, { waitMs: 2000 });
    await store.close();
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0);
  });

  test('rejects a change whose outcome is unknown, and shows afterwards what became of it (F06, S14)', async () => {
    const proxy = await createTcpProxy({ port: postgres.port });
    onTestFinished(() => proxy.stop());
    const tables = await createTables(postgres.url);
    const through = Object.assign(new URL(tables), { port: String(proxy.port) }).href;
    const store = await openStore(through, { timeout: 1, listen: false });
    const record = aSessionRecord();
    await store.insert(record, 0);
    const { cursor } = await readLog(store);
    proxy.hold('toClient');
    const ending = store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });
    await expect(ending).rejects.toMatchObject({ code: 'store_unavailable' });
    proxy.cut();
    proxy.resume();
    expect((await store.find(record.sid)).value?.endReason).toBe('revoked');
    expect((await readLog(store, cursor)).names).toEqual([record.sid]);
    // Said again, it is a conflict: the record has ended.
    expect((await store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 })).value).toBe('conflict');
  });

  test('writes neither record nor entry where the connection breaks before the statement arrives', async () => {
    const proxy = await createTcpProxy({ port: postgres.port });
    onTestFinished(() => proxy.stop());
    const tables = await createTables(postgres.url);
    const store = await openStore(Object.assign(new URL(tables), { port: String(proxy.port) }).href, { timeout: 1, listen: false });
    const record = aSessionRecord();
    await store.insert(record, 0);
    proxy.drop('toServer');
    await expect(store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    await expect(store.endSubject({ subject: 'alice', reason: 'revoked', retention: 900 })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    proxy.cut();
    proxy.resume();
    expect((await store.find(record.sid)).value).toEqual(record);
    expect((await readLog(store)).names).toEqual([]);
  });

  test('ends all of a subject or nothing, where the process that began it goes away in between', async () => {
    const url = await createTables(postgres.url);
    const victim = openPool(url, { max: 1 });
    const store = await createPostgresStore(victim, { listen: false });
    await store.insert(aSessionRecord({ sid: 'one' }), 0);
    const holder = await openClient(url);
    await holder.query("BEGIN; SELECT * FROM gemel_session WHERE sid = 'one' FOR UPDATE");
    const ending = store.endSubject({ subject: 'alice', reason: 'revoked', retention: 900 });
    const stopped = ending.catch((error: unknown) => error);
    const admin = await openClient(url);
    await expect
      .poll(
        async () => (await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rowCount,
      )
      .toBe(1);
    expect(await stopped).toMatchObject({ code: 'store_unavailable', cause: { code: '57P01' } });
    await holder.query('ROLLBACK');
    expect((await store.subjectVersion('alice')).value).toBe(0);
    expect((await store.find('one')).value?.endedAt).toBeNull();
    await store.close();
  });

  test('is there again after PostgreSQL was killed, over the same pool, and wakes those who waited', async () => {
    const own = await startPostgres({ isDurable: true });
    onTestFinished(() => own.stop());
    await migratePostgresStore(openPool(own.url));
    const store = await openStore(own.url, { timeout: 2 });
    await endOne(store, 'one');
    const { cursor, epoch } = await readLog(store);
    const waiting = store.waitForNews(cursor, { waitMs: 60_000 });
    await own.kill();
    await waiting;
    await expect(store.find('one')).rejects.toMatchObject({ code: 'store_unavailable' });
    await own.restart();
    await expect
      .poll(async () =>
        store.find('one').then(
          ({ value }) => value?.endReason,
          () => undefined,
        ),
      )
      .toBe('revoked');
    expect(await readLog(store, cursor)).toMatchObject({ epoch, isSnapshot: false, names: [] });
  });

  test('names neither values nor credentials in what it says (invariant 8)', async () => {
    const url = await createTables(postgres.url);
    const store = await openStore(url, { listen: false });
    const record = aSessionRecord({ secretHash: 'hash-of-a-secret', data: 'x'.repeat(20), subject: 'someone' });
    await openPool(url).query('ALTER TABLE gemel_session ADD CHECK (data <> \'"xxxxxxxxxxxxxxxxxxxx"\')');
    const refused = await store.insert(record, 0).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'store_unavailable', cause: { code: '23514' } });
    const wrong = Object.assign(new URL(url), { password: 'a-password', pathname: '/no_such_database' }).href;
    const unknown = await createPostgresStore(openPool(wrong)).catch((error: unknown) => error);
    expect(unknown).toMatchObject({ code: 'store_unavailable', cause: { code: '3D000', reason: 'There is no such database.' } });
    const gone = await createPostgresStore(openPool('postgres://u:a-password@127.0.0.1:1/x')).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'store_unavailable', cause: { code: 'ECONNREFUSED' } });
    for (const error of [refused, unknown, gone]) {
      const text = JSON.stringify([error, Reflect.get(Object(error), 'cause'), String(error)]);
      expect(text).not.toMatch(/hash-of-a-secret|xxxxx|someone|a-password/);
    }
  });

  test('says store_unavailable for rows that it did not write', async () => {
    const url = await createTables(postgres.url);
    const store = await openStore(url, { listen: false });
    const record = aSessionRecord();
    await store.insert(record, 0);
    const pool = openPool(url);
    for (const sql of [`UPDATE gemel_session SET principal = 'no json'`, `UPDATE gemel_session SET principal = '{}', client_id = 'a"b'`]) {
      await pool.query(sql);
      await expect(store.find(record.sid)).rejects.toMatchObject({ code: 'store_unavailable' });
    }
    await pool.query('DELETE FROM gemel_meta');
    await expect(store.readLog(undefined)).rejects.toMatchObject({
      code: 'store_unavailable',
      cause: expect.stringContaining('gemel_meta'),
    });
  });

  test('says what PostgreSQL does not allow, and that it cancelled, in words', async () => {
    const url = await createTables(postgres.url);
    const holder = await openClient(url);
    const store = await openStore(urlWith(url, '-c lock_timeout=100ms'), { listen: false });
    await store.insert(aSessionRecord({ sid: 'one' }), 0);
    await holder.query("BEGIN; SELECT * FROM gemel_session WHERE sid = 'one' FOR UPDATE");
    const held = store.replace({ kind: 'end', record: aSessionRecord({ sid: 'one' }), reason: 'revoked', retention: 900 });
    await expect(held).rejects.toMatchObject({ cause: { code: '55P03', reason: expect.stringContaining('lock_timeout') } });
    await holder.query('ROLLBACK');
    expect((await store.find('one')).value?.endedAt).toBeNull();
  });

  test('rejects everything once its pool has ended, and lets the process live through connections that fail while idle', async () => {
    const url = await createTables(postgres.url);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    const store = await createPostgresStore(pool satisfies PostgresPool, { listen: false });
    await store.find('one');
    const admin = await openClient(url);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = $1', [
      'client backend',
    ]);
    await expect.poll(() => pool.totalCount).toBe(0);
    await store.find('one');
    await store.close();
    await pool.end();
    await expect(store.find('one')).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.raiseSubject('alice')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
