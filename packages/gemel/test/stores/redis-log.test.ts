/** What happens to the log on Redis behind the store's back: flushed, trimmed, deleted, promoted with a lost tail. */
import { type RedisInstance, requireProgram, startRedis, startRedisReplica } from '@gemel/testbed';
import { randomBytes } from 'node:crypto';
import { NEVER, partitionOf, type Revocation } from '@gemel/protocol';
import { createGemel, type SessionStore } from 'gemel';
import { createRedisStore } from 'gemel/stores/redis';
import { aSessionRecord } from 'gemel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ioredis, libraries } from './redis-clients.ts';

const isMissing = requireProgram('redis-server') === undefined;
/** What is waited for comes, however long a busy machine takes over it. */
const patience = { timeout: 15_000 };

async function openStore(url: string, library = ioredis): Promise<SessionStore> {
  const { client, close } = await library.open(url);
  const store = await createRedisStore(client);
  onTestFinished(async () => {
    await store.close();
    await close();
  });
  return store;
}

/** Ends a session of alice; returns its sid. */
async function endOne(store: SessionStore, random: string): Promise<string> {
  const record = aSessionRecord({ sid: store.nameSession('alice', random) });
  await store.insert(record, 0);
  expect((await store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 })).value).toBe('replaced');
  return record.sid;
}

async function readSids(store: SessionStore, after?: string): Promise<readonly string[]> {
  const { value } = await store.readLog(after);
  return value.entries.map((entry) => (entry.kind === 'session' ? entry.sid : entry.kid));
}

describe.skipIf(isMissing)('the log on Redis', () => {
  let redis: RedisInstance;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => redis.ask('FLUSHALL'));

  const keyOf = (store: SessionStore, what: string): string => `{gemel:${partitionOf(store.nameSession('alice', 'A'), 16)}}:${what}`;

  test.each(libraries)('begins a new epoch when everything is flushed, and goes on ($name)', async (library) => {
    const store = await openStore(redis.url, library);
    const other = await openStore(redis.url, library);
    const lost = await endOne(store, 'lost');
    const before = (await other.readLog(undefined)).value;
    await redis.ask('FLUSHALL');
    const kept = await endOne(store, 'kept');
    const after = (await other.readLog(before.cursor)).value;
    expect(after).toMatchObject({ isSnapshot: true, entries: [{ sid: kept }] });
    expect(after.epoch).not.toBe(before.epoch);
    await other.announce([{ kind: 'session', sid: lost, generation: NEVER, until: 4e9 }]);
    expect(await readSids(store, after.cursor)).toEqual([lost]);
    expect((await store.readLog(after.cursor)).value).toMatchObject({ isSnapshot: false, epoch: after.epoch });
  });

  test.each(libraries)('tells of entries before they are read, while somebody waits for news ($name)', async (library) => {
    const [store, other] = [await openStore(redis.url, library), await openStore(redis.url, library)];
    const [heard, trials]: [Revocation[], Revocation[]] = [[], []];
    const isTrial = (entry: Revocation): boolean => entry.kind === 'key' && entry.kid.startsWith('trial');
    const stop = other.onHeard?.((entry) => (isTrial(entry) ? trials : heard).push(entry));
    // What is said before it listens is heard by nobody; that it listens is shown by the first trial that it hears.
    const listening = other.waitForNews((await other.readLog(undefined)).value.cursor, { waitMs: 10_000 });
    await vi.waitFor(async () => {
      await store.keys.retire(`trial ${randomBytes(6).toString('hex')}`);
      expect(trials).not.toHaveLength(0);
    }, patience);
    await listening;
    const { cursor } = (await other.readLog(undefined)).value;
    const waiting = other.waitForNews(cursor, { waitMs: 10_000 });
    const sid = await endOne(store, 'told');
    await waiting;
    await store.keys.retire('a key of nobody');
    await vi.waitFor(() => expect(heard).toHaveLength(2), patience);
    const entries = (await other.readLog(cursor)).value.entries;
    expect(heard).toEqual(expect.arrayContaining([...entries]));
    expect(entries.map((entry) => (entry.kind === 'session' ? entry.sid : entry.kid)).sort()).toEqual(['a key of nobody', sid].sort());
    stop?.();
    await endOne(store, 'untold');
    await vi.waitFor(async () => expect(await readSids(other, cursor)).toHaveLength(3), patience);
    expect(heard).toHaveLength(2);
  });

  test('refuses what a message has told of on an engine that cannot read', async () => {
    const [store, other] = [await openStore(redis.url), await openStore(redis.url)];
    let isCut = false;
    const cut: SessionStore = { ...other, readLog: (after) => (isCut ? new Promise(() => undefined) : other.readLog(after)) };
    const options = { issuer: 'https://app.example', secret: randomBytes(32).toString('base64url') };
    const [here, there] = [await createGemel({ ...options, store }), await createGemel({ ...options, store: cut })];
    const { session, sessionToken } = await here.startSession({ subject: 'ada' });
    const request = { method: 'GET', header: (name: string) => (name === 'cookie' ? `__Host-Http-gemel=${sessionToken}` : undefined) };
    const seen = await there.authenticate(request);
    if (seen.status !== 'authenticated') throw new Error('it stands');
    isCut = true;
    const ended = new Promise((resolve) => seen.principal.ended.addEventListener('abort', resolve));
    await here.revokeSession(session.sid);
    await ended;
    expect(await there.authenticate(request)).toMatchObject({ status: 'refused', error: { code: 'session_revoked' } });
    await Promise.all([here.close(), there.close()]);
  });

  test('does not hide a revocation behind the number of a flushed one', async () => {
    const store = await openStore(redis.url);
    await endOne(store, 'one');
    const before = (await store.readLog(undefined)).value;
    await redis.ask('FLUSHALL');
    const kept = await endOne(store, 'two');
    expect(await readSids(store, before.cursor)).toEqual([kept]);
  });

  test.each([
    ['trimmed', (log: string) => redis.ask('XTRIM', log, 'MAXLEN', 1)],
    ['trimmed to nothing', (log: string) => redis.ask('XTRIM', log, 'MAXLEN', 0)],
    ['deleted', (log: string) => redis.ask('DEL', log)],
    ['robbed of one entry', (log: string) => redis.ask('XDEL', log, '1-0')],
  ])('begins a new epoch when the stream is %s, so that what is lost is announced again (F10, F13)', async (_what, damage) => {
    const store = await openStore(redis.url);
    const behind = (await store.readLog(undefined)).value;
    const sids = [await endOne(store, 'a-1'), await endOne(store, 'b-2')];
    const ahead = (await store.readLog(behind.cursor)).value;
    expect(ahead.entries).toHaveLength(2);
    await damage(keyOf(store, 'log'));
    const found = (await store.readLog(behind.cursor)).value;
    expect(found.isSnapshot).toBe(true);
    expect(found.epoch).not.toBe(behind.epoch);
    // The reader that had everything hears of it as well, and says again what it knows.
    const heard = (await store.readLog(ahead.cursor)).value;
    expect(heard).toMatchObject({ isSnapshot: true, epoch: found.epoch });
    await store.announce(ahead.entries.flatMap((entry) => (entry.kind === 'session' ? [entry] : [])));
    expect(new Set(await readSids(store))).toEqual(new Set(sids));
    const later = await endOne(store, 'c-3');
    expect(await readSids(store, (await store.readLog(heard.cursor)).value.cursor)).toEqual([]);
    expect(await readSids(store, found.cursor)).toContain(later);
    await store.deleteExpired(0);
    expect((await store.readLog(undefined)).value.epoch).toBe(found.epoch);
  });

  test('writes the retirements of keys again when their stream is lost', async () => {
    const store = await openStore(redis.url);
    await store.keys.retire('k-1');
    const before = (await store.readLog(undefined)).value;
    await redis.ask('DEL', '{gemel:0}:log');
    await store.keys.retire('k-2');
    const { value } = await store.readLog(before.cursor);
    expect(value.isSnapshot).toBe(true);
    expect(new Set(await readSids(store))).toEqual(new Set(['k-1', 'k-2']));
    expect((await store.keys.retire('k-1')).value).toBe('already_retired');
  });

  test.each([
    ['what is known of the log', 'meta'],
    ['when entries are past', 'untils'],
  ])('begins a new epoch when %s is gone', async (_what, name) => {
    const store = await openStore(redis.url);
    const sid = await endOne(store, 'one');
    const before = (await store.readLog(undefined)).value;
    await redis.ask('DEL', keyOf(store, name));
    const next = await endOne(store, 'two');
    const { value } = await store.readLog(before.cursor);
    expect(value.epoch).not.toBe(before.epoch);
    expect(value.isSnapshot).toBe(true);
    expect(await readSids(store)).toEqual([sid, next]);
  });

  test('begins a new epoch when it is told to, in every partition', async () => {
    const store = await openStore(redis.url);
    const other = await openStore(redis.url);
    const sid = await endOne(store, 'one');
    const before = (await other.readLog(undefined)).value;
    const waiting = other.waitForNews(before.cursor, { waitMs: 60_000 });
    await store.raiseEpoch();
    await waiting;
    const after = (await other.readLog(before.cursor)).value;
    expect(after).toMatchObject({ isSnapshot: true, entries: [{ sid }] });
    expect(after.epoch).not.toBe(before.epoch);
  });

  test('has another epoch after a promotion that lost a tail, whatever the cursor says (F13)', async () => {
    const primary = await startRedis();
    onTestFinished(() => primary.stop());
    const replica = await startRedisReplica(primary);
    onTestFinished(() => replica.stop());
    const store = await openStore(primary.url);
    await endOne(store, 'both');
    await replica.catchUp();
    await replica.cutReplication();
    await endOne(store, 'lost-1');
    await endOne(store, 'lost-2');
    const before = (await store.readLog(undefined)).value;
    await replica.promote();
    const promoted = await openStore(replica.url);
    const late = await endOne(promoted, 'late');
    const after = (await promoted.readLog(before.cursor)).value;
    expect(after.isSnapshot).toBe(true);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.entries.map((entry) => (entry.kind === 'session' ? entry.sid : ''))).toContain(late);
    // The number of entries is the same again: only the history tells them apart.
    await endOne(promoted, 'late-2');
    expect((await promoted.readLog(before.cursor)).value.isSnapshot).toBe(true);
  });

  test('reads nothing, and changes nothing, on a replica', async () => {
    const primary = await startRedis();
    onTestFinished(() => primary.stop());
    const store = await openStore(redis.url);
    const record = aSessionRecord({ sid: store.nameSession('alice', 'mine') });
    await store.insert(record, 0);
    const { cursor } = (await store.readLog(undefined)).value;
    onTestFinished(async () => void (await redis.ask('REPLICAOF', 'NO', 'ONE')));
    await redis.ask('REPLICAOF', '127.0.0.1', primary.port);
    const readOnly = { code: 'store_unavailable', cause: { reason: expect.stringMatching(/READONLY/) } };
    await expect(store.readLog(cursor)).rejects.toMatchObject(readOnly);
    await expect(store.find(record.sid)).rejects.toMatchObject(readOnly);
    await expect(store.listBySubject('alice')).rejects.toMatchObject(readOnly);
    await expect(store.keys.list()).rejects.toMatchObject(readOnly);
    await expect(store.subjectVersion('alice')).rejects.toMatchObject(readOnly);
    await expect(store.replace({ kind: 'end', record, reason: 'revoked', retention: 9 })).rejects.toMatchObject(readOnly);
    await expect(store.touch([{ sid: record.sid, lastSeenAt: 2e9, inactivityDeadline: 3e9 }])).rejects.toMatchObject(readOnly);
    await expect(store.deleteExpired(0)).rejects.toMatchObject(readOnly);
  });
});
