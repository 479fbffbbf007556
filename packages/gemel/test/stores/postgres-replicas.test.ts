/** What replicas may answer, what a promotion means for the log, and what a primary that was deposed may not confirm. */
import { createTcpProxy, requireProgram, startPostgresPair } from '@gemel/testbed';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import { aSessionRecord } from 'gemel/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { endOne, openClient, openPool, openStore, readLog } from './postgres-databases.ts';

async function startPair(isSynchronous = false): Promise<Awaited<ReturnType<typeof startPostgresPair>>> {
  const pair = await startPostgresPair({ isSynchronous, config: { autovacuum: 'off' } });
  onTestFinished(() => pair.stop());
  await migratePostgresStore(openPool(pair.primary.url));
  await pair.replica.catchUp();
  return pair;
}

describe.skipIf(requireProgram('postgres') === undefined)('replicas of PostgreSQL', { timeout: 120_000 }, () => {
  test('answer nothing in the place of the primary: no log, no record, no version, no keys, no nodes (F13)', async () => {
    const { replica } = await startPair();
    const store = await openStore(replica.url);
    const standby = { code: 'store_unavailable', cause: { code: '55000' } };
    await expect(store.readLog(undefined)).rejects.toMatchObject(standby);
    await expect(store.find('one')).rejects.toMatchObject(standby);
    await expect(store.listBySubject('alice')).rejects.toMatchObject(standby);
    await expect(store.subjectVersion('alice')).rejects.toMatchObject(standby);
    await expect(store.keys.list()).rejects.toMatchObject(standby);
    await expect(store.fleet.list()).rejects.toMatchObject(standby);
    await expect(store.fleet.confirmedBy('r')).rejects.toMatchObject(standby);
    await expect(store.raiseSubject('alice')).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.keys.retire('k-1')).rejects.toMatchObject({ code: 'store_unavailable', cause: { code: '25006' } });
    // No connection was given back in the middle of a transaction that failed.
    await expect(store.find('one')).rejects.toMatchObject(standby);
  });

  test('give a record where they have what the view speaks of, and leave it to the primary where they have not (F09)', async () => {
    const { primary, replica } = await startPair();
    const store = await openStore(primary.url, { replica: openPool(replica.url) });
    const record = aSessionRecord({ sid: 'one' });
    await store.insert(record, 0);
    await endOne(store, 'other');
    const { cursor } = await readLog(store);
    await replica.catchUp();
    expect(await store.find('one', cursor)).toMatchObject({ value: record, isCopy: true });
    expect(await store.find('unknown', cursor)).toMatchObject({ value: undefined, isCopy: true });
    expect(await store.find(`'; DROP TABLE gemel_session; --\0`, cursor)).toMatchObject({ value: undefined, isCopy: true });
    expect((await store.find('one')).isCopy).toBeUndefined();
    expect((await store.find('one', 'a cursor of which this store knows nothing')).isCopy).toBeUndefined();

    await replica.cutReplication();
    await store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });
    expect((await store.find('one', cursor)).value?.endedAt, 'the replica is as far as this cursor').toBeNull();
    const { cursor: later } = await readLog(store);
    expect((await store.find('one', later)).isCopy).toBeUndefined();
    expect((await store.find('one', later)).value?.endReason).toBe('revoked');
    await replica.resumeReplication();
    expect(await store.find('one', later)).toMatchObject({ value: { endReason: 'revoked' }, isCopy: true });
  });

  test('are done without where they do not answer, or have become another timeline', async () => {
    const { primary, replica } = await startPair();
    const store = await openStore(primary.url, { replica: openPool(replica.url) });
    await endOne(store, 'one');
    const { cursor } = await readLog(store);
    await replica.catchUp();
    expect((await store.find('one', cursor)).isCopy).toBe(true);
    replica.pause();
    const found = await store.find('one', cursor);
    replica.resume();
    expect(found).toMatchObject({ value: { endReason: 'revoked' } });
    expect(found.isCopy).toBeUndefined();
    await replica.promote();
    // Past the rest that it was given.
    await expect.poll(async () => (await store.find('one', cursor)).isCopy, { interval: 300, timeout: 3000 }).toBeUndefined();
    await replica.stop();
    expect((await store.find('one', cursor)).isCopy).toBeUndefined();
  });

  test('begin another epoch when one is promoted, since a cursor would hide what gets the ids of a lost tail (F13)', async () => {
    const { primary, replica } = await startPair();
    const store = await openStore(primary.url);
    await endOne(store, 'kept');
    await replica.catchUp();
    await replica.cutReplication();
    // The lost tail: undone transactions, and a revocation.
    const pool = openPool(primary.url);
    for (let index = 0; index < 10; index += 1) await pool.query('SELECT pg_current_xact_id()');
    await endOne(store, 'lost');
    const before = await readLog(store);
    const { rows: last } = await pool.query<{ xid: string }>("SELECT xid FROM gemel_log WHERE name = 'lost'");
    await replica.promote();

    const promoted = await openStore(replica.url);
    await endOne(promoted, 'new');
    const { rows } = await openPool(replica.url).query<{ xid: string }>("SELECT xid FROM gemel_log WHERE name = 'new'");
    expect(BigInt(rows[0]?.xid ?? 0) < BigInt(last[0]?.xid ?? 0), 'the id is one that the cursor says it has seen').toBe(true);
    const after = await readLog(promoted, before.cursor);
    expect(after).toMatchObject({ isSnapshot: true, names: ['kept', 'new'] });
    expect(after.epoch).not.toBe(before.epoch);
    expect((await readLog(promoted, after.cursor)).isSnapshot).toBe(false);
  });

  test('that a commit waits for make a change replicated; without them, or where the role does not wait, it is not', async () => {
    const { primary } = await startPair(true);
    const record = aSessionRecord({ sid: 'one' });
    const endIt = async (level: string): Promise<boolean> => {
      const store = await openStore(primary.url, { fencedReads: false }, { options: `-c synchronous_commit=${level}` });
      const sid = `of-${level}`;
      await store.insert({ ...record, sid }, (await store.subjectVersion('alice')).value);
      return (await store.replace({ kind: 'end', record: { ...record, sid }, reason: 'revoked', retention: 900 })).isReplicated;
    };
    const answers = Object.fromEntries(
      await Promise.all(['on', 'remote_apply', 'remote_write', 'local', 'off'].map(async (level) => [level, await endIt(level)] as const)),
    );
    expect(answers).toEqual({ on: true, remote_apply: true, remote_write: false, local: false, off: true });
    const store = await openStore(primary.url);
    expect((await store.endSubject({ subject: 'alice', reason: 'revoked', retention: 900 })).isReplicated).toBe(true);
    expect((await store.keys.retire('k-1')).isReplicated).toBe(true);
    await primary.configure({ synchronous_standby_names: '' });
    await expect.poll(async () => (await store.keys.retire('k-2')).isReplicated).toBe(false);
    expect((await store.endSubject({ subject: 'alice', reason: 'revoked', retention: 900 })).isReplicated).toBe(false);
  });

  test('confirm reads, so that a primary that was deposed gives no lease and judges no credential; revocations say so too (invariant 2)', async () => {
    const { primary, replica } = await startPair(true);
    const store = await openStore(primary.url, { timeout: 1 });
    const unfenced = await openStore(primary.url, { timeout: 1, fencedReads: false });
    const record = aSessionRecord({ sid: 'one' });
    await store.insert(record, 0);
    const { cursor } = await readLog(store);
    await replica.cutReplication();
    await replica.promote();
    const promoted = await openStore(replica.url, { timeout: 5 });
    await openPool(replica.url).query("ALTER SYSTEM SET synchronous_standby_names = ''");
    await openPool(replica.url).query('SELECT pg_reload_conf()');
    await promoted.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });

    // The old primary still answers whoever does not ask for more.
    expect((await unfenced.find('one')).value?.endedAt).toBeNull();
    expect((await readLog(unfenced, cursor)).names).toEqual([]);
    const refused = { code: 'store_unavailable', cause: { reason: expect.stringContaining('standby did not answer') } };
    await expect(store.readLog(cursor)).rejects.toMatchObject(refused);
    await expect(store.find('one')).rejects.toMatchObject(refused);
    await expect(Promise.all([store.readLog(cursor), store.find('one'), store.readLog(undefined)])).rejects.toMatchObject(refused);
    const outcome = store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });
    await expect(outcome).rejects.toMatchObject({ code: 'store_unavailable' });
    // However many reads were tried, one commit waits for them all.
    const waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%pg_logical_emit_message%'";
    expect(await primary.query(waiting.replace('pg_logical_emit_message', 'pg_logical_emit%message'))).toBe('1');
    expect((await promoted.find('one')).value?.endReason).toBe('revoked');
  });

  test('whose acknowledgement is given up by an operator leave the change unreplicated and the read unconfirmed', async () => {
    const { primary, replica } = await startPair(true);
    const store = await openStore(primary.url, { timeout: 30 });
    const record = aSessionRecord({ sid: 'one' });
    await store.insert(record, 0);
    const admin = await openClient(primary.url);
    await replica.cutReplication();
    const cancelAll = async (): Promise<void> => {
      await expect
        .poll(async () => (await admin.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")).rowCount)
        .toBeGreaterThan(0);
    };
    const ending = store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });
    await cancelAll();
    expect(await ending).toMatchObject({ value: 'replaced', isReplicated: false });
    const reading = store.readLog(undefined);
    const refused = reading.catch((error: unknown) => error);
    await cancelAll();
    expect(await refused).toMatchObject({ code: 'store_unavailable', cause: { reason: expect.stringContaining('broken off') } });
  });

  test('confirm nothing that was read elsewhere: not where the pool has been led to the new primary meanwhile (F13, invariant 2)', async () => {
    const { primary, replica } = await startPair(true);
    const proxy = await createTcpProxy({ port: primary.port });
    onTestFinished(() => proxy.stop());
    const store = await openStore(primary.url.replace(`:${primary.port}/`, `:${proxy.port}/`), { timeout: 20 });
    const { cursor } = await readLog(store);
    await replica.promote();
    const reads = [store.readLog(cursor), store.readLog(cursor)];
    const settled = Promise.allSettled(reads);
    await expect.poll(() => primary.query('SELECT count(*) FROM pg_stat_activity WHERE wait_event = $$SyncRep$$')).toBe('1');
    proxy.setTarget({ port: replica.port });
    // Whoever is idle goes first, so that what waits is begun again over a new connection.
    const others = `FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
    await primary.query(`SELECT pg_terminate_backend(pid) ${others} AND state = 'idle'`);
    await expect.poll(() => primary.query(`SELECT count(*) ${others}`)).toBe('1');
    proxy.cut();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('are asked for where reads have to be fenced and none is synchronous', async () => {
    const { primary } = await startPair();
    const pool = openPool(primary.url);
    const store = await createPostgresStore(pool, { fencedReads: true });
    await expect(store.readLog(undefined)).rejects.toMatchObject({
      cause: { reason: expect.stringContaining('synchronous_standby_names') },
    });
    await store.close();
  });
});
