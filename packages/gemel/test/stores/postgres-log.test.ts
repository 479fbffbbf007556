/** The traps that a log in PostgreSQL must not fall into, each reproduced on the real engine. */
import { requireProgram, startPostgres } from '@gemel/testbed';
import { NEVER } from '@gemel/protocol';
import { aSessionRecord } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { READ_LOG } from '../../src/stores/postgres/log-statements.ts';
import { parsePostgresLogCursor } from '../../src/stores/postgres/postgres-log-cursor.ts';
import { formatSnapshot } from '../../src/stores/postgres/postgres-snapshot.ts';
import { present } from '../engine/fleet.ts';
import { createTables, endingSql, endOne, openClient, openPool, openStore, type PostgresStore, readLog } from './postgres-databases.ts';

describe.skipIf(requireProgram('postgres') === undefined)('the log in PostgreSQL', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres({ isDurable: true, config: { autovacuum: 'off', wal_writer_delay: '10s', checkpoint_timeout: '1h' } });
  }, 60_000);
  afterAll(() => postgres.stop());

  async function open(): Promise<{ url: string; store: PostgresStore; outside: Awaited<ReturnType<typeof openClient>> }> {
    const url = await createTables(postgres.url);
    return { url, store: await openStore(url), outside: await openClient(url) };
  }

  test('shows a commit that comes after later ones, which numbers out of a sequence hide (F10)', async () => {
    const { url, store, outside } = await open();
    const { cursor: before } = await readLog(store);
    await outside.query(`BEGIN; ${endingSql('slow')}`);
    await endOne(store, 'quick');
    const first = await readLog(store, before);
    expect(first).toMatchObject({ isSnapshot: false, names: ['quick'] });
    await outside.query('COMMIT');
    const { rows } = await openPool(url).query('SELECT name FROM gemel_log ORDER BY id');
    expect(rows).toEqual([{ name: 'slow' }, { name: 'quick' }]);
    const second = await readLog(store, first.cursor);
    expect(second).toMatchObject({ isSnapshot: false, names: ['slow'] });
    expect((await readLog(store, second.cursor)).names).toEqual([]);
  });

  test('takes a page of a long snapshot from the place where it begins, without a look at what follows it', async () => {
    const { store, outside } = await open();
    const until = 4_000_000_000;
    for (let round = 0; round < 20; round += 1) {
      const names = Array.from({ length: 1000 }, (_, index) => `${round}-${index}`);
      await store.announce(names.map((sid) => ({ kind: 'session', sid, generation: NEVER, until })));
    }
    const { value: first } = await store.readLog(undefined);
    const { epoch, seen, position } = present(parsePostgresLogCursor(first.cursor));
    const { target, xid, id } = present(position);
    const place = [formatSnapshot(seen), seen.xmax - 1n, formatSnapshot(target), xid, id].map(String);
    const values = [epoch, ...place, 'true', null, null].map((value) => (value === null ? 'NULL' : `'${value}'`));
    const statement = READ_LOG.text.replace(/\$(\d)/g, (_, number) => present(values[Number(number) - 1]));
    const { rows } = await outside.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, TIMING OFF) ${statement}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const found = [...plan.matchAll(/actual rows=(\d+)/g)].map(([, count]) => Number(count));
    expect(plan).toContain('Index Scan using gemel_log_pkey');
    expect(Math.max(...found)).toBe(1001);
  });

  test('loses no entry and gives each once while writers commit in any order', async () => {
    const { url, store } = await open();
    const writers = await Promise.all(Array.from({ length: 6 }, () => openClient(url)));
    let isOver = false;
    let { cursor } = await readLog(store);
    const writing = Promise.all(
      writers.map(async (writer, index) => {
        for (let step = 0; step < 40; step += 1) {
          await writer.query(`BEGIN; ${endingSql(`${index}-${step}`)}`);
          // Others commit in between, more or fewer of them.
          for (let wait = 0; wait < (index * 7 + step * 3) % 5; wait += 1) await writer.query('SELECT 1');
          await writer.query('COMMIT');
        }
      }),
    ).then(() => (isOver = true));
    const read: string[] = [];
    for (let isLast = false; !isLast;) {
      isLast = isOver;
      const page = await readLog(store, cursor);
      expect(page.isSnapshot).toBe(false);
      read.push(...page.names);
      ({ cursor } = page);
    }
    await writing;
    expect(read).toHaveLength(240);
    expect(new Set(read).size).toBe(240);
  });

  test('goes on from its cursor, without a snapshot and without giving anything twice, beside a transaction that never ends', async () => {
    const { store, outside } = await open();
    await outside.query('BEGIN; CREATE TEMP TABLE long_running (n int)');
    let { cursor } = await readLog(store);
    for (let index = 0; index < 5; index += 1) {
      await endOne(store, `past-${index}`, -1);
      await store.deleteExpired(0);
      const page = await readLog(store, cursor);
      expect(page).toMatchObject({ isSnapshot: false, names: [`past-${index}`] });
      ({ cursor } = page);
    }
    await outside.query(`${endingSql('late')}; COMMIT`);
    expect(await readLog(store, cursor)).toMatchObject({ isSnapshot: false, names: ['late'] });
    await store.deleteExpired(0);
  });

  test('shows what a savepoint wrote, and what was prepared, when they are committed', async () => {
    const { store, outside } = await open();
    const { cursor } = await readLog(store);
    await outside.query(`BEGIN; SAVEPOINT one; ${endingSql('saved')}; RELEASE one; SAVEPOINT two; ${endingSql('undone')}; ROLLBACK TO two`);
    await endOne(store, 'between-1');
    const first = await readLog(store, cursor);
    expect(first.names).toEqual(['between-1']);
    await outside.query('COMMIT');
    const second = await readLog(store, first.cursor);
    expect(second.names).toEqual(['saved']);
    await outside.query(`BEGIN; ${endingSql('prepared')}; PREPARE TRANSACTION 'p1'`);
    await endOne(store, 'between-2');
    const third = await readLog(store, second.cursor);
    expect(third.names).toEqual(['between-2']);
    await outside.query("COMMIT PREPARED 'p1'");
    expect((await readLog(store, third.cursor)).names).toEqual(['prepared']);
  });

  test('shows what is committed between two pages, before or behind what has been given', async () => {
    const { store, outside } = await open();
    const { cursor: before } = await readLog(store);
    await outside.query(`BEGIN; ${endingSql('early')}`);
    const { now } = await store.find('unknown');
    const sids = Array.from({ length: 2500 }, (_, index) => `s-${index}`);
    await store.announce(sids.map((sid) => ({ kind: 'session', sid, generation: 2, until: now + 900 })));
    for (const after of [before, undefined]) {
      const pages = [await readLog(store, after)];
      if (after === undefined) await endOne(store, 'late');
      else await outside.query('COMMIT');
      while (pages.at(-1)?.hasMore === true) pages.push(await readLog(store, pages.at(-1)?.cursor));
      const names = pages.flatMap((page) => page.names);
      expect(names).toHaveLength(after === undefined ? 2502 : 2501);
      expect(new Set(names)).toEqual(new Set([...sids, 'early', ...(after === undefined ? ['late'] : [])]));
      expect((await readLog(store, pages.at(-1)?.cursor)).names).toEqual([]);
    }
  });

  test('does not hide a revocation behind ids of undone transactions, which a crash gives again (F13)', async () => {
    const { url, store } = await open();
    await endOne(store, 'one');
    const { cursor, epoch } = await readLog(store);
    const pool = openPool(url);
    const seen: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      const undone = await pool.connect();
      const { rows } = await undone.query<{ xid: string }>('BEGIN; SELECT pg_current_xact_id() AS xid').then(
        (result) =>
          // Two statements give two results, which the types do not know.
          (result as unknown as { rows: { xid: string }[] }[])[1] ?? { rows: [] },
      );
      seen.push(rows[0]?.xid ?? '');
      await undone.query('ROLLBACK');
      undone.release();
    }
    const { cursor: after } = await readLog(store, cursor);
    await postgres.kill();
    await postgres.restart();
    const restarted = await openStore(url);
    await endOne(restarted, 'two');
    const { rows } = await openPool(url).query<{ xid: string }>("SELECT xid FROM gemel_log WHERE name = 'two'");
    expect(seen).toContain(rows[0]?.xid);
    for (const old of [cursor, after]) expect(await readLog(restarted, old)).toMatchObject({ epoch, isSnapshot: false, names: ['two'] });
  });

  test('is read in time although its notification is lost', async () => {
    const { url, store } = await open();
    const quiet = await openStore(url, { listen: false });
    const { cursor } = await readLog(store);
    const waiting = [store, quiet].map((each) => each.waitForNews(cursor, { waitMs: 60_000 }));
    const waitingShort = store.waitForNews(cursor, { waitMs: 300 });
    const outside = await openClient(url);
    await outside.query(endingSql('unheard'));
    await waitingShort;
    expect((await readLog(store, cursor)).names).toEqual(['unheard']);
    await waiting[1];
    await store.close();
    await waiting[0];
  });

  test('keeps an entry that was committed long after its time was reckoned for as long as it is needed', async () => {
    const { url, store, outside } = await open();
    await endOne(store, 'first');
    await store.deleteExpired(0);
    // Reckoned 1000 seconds ago for 900, committed now.
    await outside.query(`INSERT INTO gemel_log (kind, name, generation, until, retention, kept_until)
      SELECT 'session', 'late', 9007199254740991, now - 100, 900, now + 20 - 100 FROM (SELECT date_part('epoch', clock_timestamp()) AS now) AS t`);
    await endOne(store, 'last');
    expect((await readLog(store)).names).toEqual(['first', 'late', 'last']);
    await store.deleteExpired(0);
    const { rows } = await openPool(url).query<{ left: number }>(
      "SELECT kept_until - date_part('epoch', clock_timestamp()) AS left FROM gemel_log WHERE name = 'late'",
    );
    expect(rows[0]?.left).toBeGreaterThan(899);
    expect((await readLog(store)).names).toEqual(['first', 'late', 'last']);
  });

  test('is pruned by the time of the engine, and keeps what a reader may yet have to be told', async () => {
    const { url, store } = await open();
    for (const sid of ['a', 'b', 'c']) await endOne(store, sid);
    await store.keys.retire('k-1');
    await store.deleteExpired(0);
    await openPool(url).query("UPDATE gemel_log SET kept_until = 1 WHERE name IN ('a', 'b')");
    await store.deleteExpired(0);
    expect((await readLog(store)).names).toEqual(['c', 'k-1']);
    expect((await readLog(store)).isSnapshot).toBe(true);
  });

  test('begins a new epoch, once for all, where entries are gone that somebody has read (F23)', async () => {
    const { url, store } = await open();
    const other = await openStore(url);
    await endOne(store, 'kept');
    await endOne(store, 'lost');
    const before = await readLog(store);
    await readLog(other);
    await openPool(url).query("DELETE FROM gemel_log WHERE name = 'lost'");
    const after = await readLog(store, before.cursor);
    expect(after).toMatchObject({ isSnapshot: true, names: ['kept'] });
    expect(after.epoch).not.toBe(before.epoch);
    expect(await readLog(other, before.cursor)).toEqual(after);
    await endOne(other, 'next');
    expect(await readLog(store, after.cursor)).toMatchObject({ epoch: after.epoch, isSnapshot: false, names: ['next'] });
  });

  test('answers made-up cursors with a snapshot, and begins no epoch for them', async () => {
    const { store } = await open();
    await endOne(store, 'one');
    const { epoch, cursor } = await readLog(store);
    const made = [
      'zz-0',
      '3-zzzzz',
      '1-0',
      '0-0',
      '-',
      '3',
      '3-0-0-0-0-0-0',
      `3-0.zz-0.9.9`,
      `3-0.${'1-'.repeat(600)}0.1.1`,
      '3-0.3-0.1.1.s',
    ];
    for (const text of made) {
      const page = await readLog(store, `${epoch}.${text}`);
      expect({ text, epoch: page.epoch, cursor: page.cursor }).toEqual({ text, epoch, cursor });
      expect(page.names.includes('one') || text === '1-0').toBe(true);
    }
    expect((await readLog(store, cursor)).isSnapshot).toBe(false);
  });

  test('takes an entry with the id of a transaction that this cluster has not come to, as after a dump was restored, for its own (F23)', async () => {
    const { url, store } = await open();
    const other = await openStore(url);
    await endOne(store, 'one');
    const before = await readLog(store);
    await readLog(other);
    await openPool(url).query("UPDATE gemel_log SET xid = '999999999'; UPDATE gemel_meta SET system = 'another', mark = 'of the dump'");
    const after = await readLog(store, before.cursor);
    expect(after).toMatchObject({ isSnapshot: true, names: ['one'] });
    expect(after.epoch).not.toBe(before.epoch);
    expect(await readLog(other, after.cursor)).toMatchObject({ epoch: after.epoch, isSnapshot: false, names: [] });
  });

  test('is another log where the tables were dropped and made again', async () => {
    const { url, store } = await open();
    await endOne(store, 'one');
    const before = await readLog(store);
    await openPool(url).query(`CREATE TABLE copy AS TABLE gemel_log; ALTER TABLE gemel_log RENAME TO old;
      CREATE TABLE gemel_log (LIKE old INCLUDING ALL); INSERT INTO gemel_log OVERRIDING SYSTEM VALUE TABLE copy`);
    const after = await readLog(await openStore(url), before.cursor);
    expect(after).toMatchObject({ isSnapshot: true, names: ['one'] });
    expect(after.epoch).not.toBe(before.epoch);
  });

  test('lets a cursor stay short enough for a URL, however many transactions are under way', async () => {
    const { url, store } = await open();
    const { cursor: first } = await readLog(store);
    const clients = await Promise.all(Array.from({ length: 120 }, () => openClient(url)));
    for (const [index, client] of clients.entries()) {
      await client.query('BEGIN; SELECT pg_current_xact_id()');
      if (index % 3 === 0) await endOne(store, `between-${index}`);
    }
    const page = await readLog(store, first);
    expect(page.names).toHaveLength(40);
    expect(page.cursor.length).toBeLessThan(1000);
    await clients[7]?.query(`${endingSql('late')}; COMMIT`);
    expect((await readLog(store, page.cursor)).names).toContain('late');
  });

  test('speaks of the sign-in fence: no session of an older version outlives the end of all (invariant 5)', async () => {
    const { url, store } = await open();
    await store.insert(aSessionRecord({ sid: 'first' }), 0);
    const holder = await openClient(url);
    // A sign-in that has checked the version and not yet committed holds the row, so that the end has to wait for it.
    await holder.query("BEGIN; SELECT version FROM gemel_subject WHERE subject = 'alice' FOR SHARE");
    await holder.query(`INSERT INTO gemel_session (sid, subject, client_id, version, generation, principal, client, created_at, last_seen_at,
      inactivity_deadline, overall_deadline, data, data_version)
      SELECT 'second', subject, client_id, version, generation, principal, client, created_at, last_seen_at, inactivity_deadline,
        overall_deadline, data, data_version FROM gemel_session WHERE sid = 'first'`);
    const ending = store.endSubject({ subject: 'alice', reason: 'subject_revoked', retention: 900 });
    const watcher = openPool(url);
    await expect
      .poll(async () => (await watcher.query("SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rows[0])
      .toEqual({ n: 1 });
    await holder.query('COMMIT');
    expect([...(await ending).value].sort()).toEqual(['first', 'second']);
    expect((await store.insert(aSessionRecord({ sid: 'third' }), 0)).value).toBe('subject_changed');
    const { entries } = (await store.readLog(undefined)).value;
    expect(entries.map((entry) => entry.kind === 'session' && entry.generation === NEVER)).toEqual([true, true]);
  });

  test('of one statement alone would leave that session live, and so would an unlocked check', async () => {
    const { url, store, outside } = await open();
    await store.insert(aSessionRecord({ sid: 'first' }), 0);
    const copy = `INSERT INTO gemel_session (sid, subject, client_id, version, generation, principal, client, created_at, last_seen_at,
      inactivity_deadline, overall_deadline, data, data_version)
      SELECT 'second', subject, client_id, version, generation, principal, client, created_at, last_seen_at, inactivity_deadline,
        overall_deadline, data, data_version FROM gemel_session WHERE sid = 'first'`;
    await outside.query(`BEGIN; SELECT version FROM gemel_subject WHERE subject = 'alice' FOR SHARE; ${copy}`);
    const pool = openPool(url);
    const ending = pool.query(`WITH raised AS (UPDATE gemel_subject SET version = version + 1 WHERE subject = 'alice' RETURNING subject)
      UPDATE gemel_session s SET ended_at = 1 FROM raised WHERE s.subject = raised.subject RETURNING s.sid`);
    await expect
      .poll(async () => (await pool.query("SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rows[0])
      .toEqual({ n: 1 });
    await outside.query('COMMIT');
    expect((await ending).rows).toEqual([{ sid: 'first' }]);
    expect((await store.find('second')).value?.endedAt).toBeNull();
  });
});
