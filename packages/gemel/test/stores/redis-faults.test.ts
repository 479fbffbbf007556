/** What the Redis store says when it cannot do what it is asked, and that nothing is half done. */
import { createTcpProxy, type RedisInstance, requireProgram, startRedis, startRedisReplica, waitUntil } from '@gemel/testbed';
import type { SessionStore } from 'gemel';
import { createRedisStore, type RedisClient, type RedisStoreOptions } from 'gemel/stores/redis';
import { aSessionRecord } from 'gemel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type ClientLibrary, ioredis, libraries } from './redis-clients.ts';

const isMissing = requireProgram('redis-server') === undefined;

async function openStore(url: string, library: ClientLibrary = ioredis, options: RedisStoreOptions = {}): Promise<SessionStore> {
  const { client, close } = await library.open(url);
  onTestFinished(close);
  const store = await createRedisStore(client, options);
  onTestFinished(() => store.close());
  return store;
}

const unavailable = (reason: RegExp): object => ({ code: 'store_unavailable', cause: { reason: expect.stringMatching(reason) } });

const endOf = (record: ReturnType<typeof aSessionRecord>): Parameters<SessionStore['replace']>[0] => ({
  kind: 'end',
  record,
  reason: 'revoked',
  retention: 900,
});

/** A client of ioredis, as far as the store looks, that answers every script with the same. */
function aClientThatAnswers(...answer: readonly string[]): RedisClient {
  const answering = async (_digest: string, keyCount: number, ...rest: string[]): Promise<unknown> => [rest[keyCount], answer];
  const client = { evalsha: answering, eval: answering, duplicate: () => ({}) };
  return client;
}

describe.skipIf(isMissing)('the Redis store', () => {
  let redis: RedisInstance;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => redis.ask('FLUSHALL'));

  describe.each(libraries)('through $name', (library) => {
    test('goes on when the server has forgotten its scripts', async () => {
      const store = await openStore(redis.url, library);
      await store.raiseSubject('alice');
      await redis.ask('SCRIPT', 'FLUSH');
      expect((await store.raiseSubject('alice')).value).toBe(2);
      expect((await store.readLog(undefined)).value.entries).toEqual([]);
    });

    test('says that there is no answer after its time limit, and goes on when the server does', async () => {
      const store = await openStore(redis.url, library, { timeoutMs: 150 });
      redis.pause();
      try {
        await expect(store.subjectVersion('alice')).rejects.toMatchObject(unavailable(/no answer within 150 ms/));
        await expect(store.readLog(undefined)).rejects.toMatchObject(unavailable(/no answer within 150 ms/));
      } finally {
        redis.resume();
      }
      await waitUntil(async () => (await store.subjectVersion('alice')).value === 0, { what: 'the store answers' });
    });

    test('says that memory is full, writes nothing, and lets sessions be ended all the same (F14)', async () => {
      const store = await openStore(redis.url, library);
      const record = aSessionRecord({ sid: store.nameSession('alice', 'standing') });
      const another = aSessionRecord({ sid: store.nameSession('alice', 'other') });
      for (const one of [record, another]) await store.insert(one, 0);
      const { cursor } = (await store.readLog(undefined)).value;
      onTestFinished(async () => void (await redis.ask('CONFIG', 'SET', 'maxmemory', '0')));
      await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
      const full = unavailable(/^OOM /);
      const late = aSessionRecord({ sid: store.nameSession('alice', 'late') });
      await expect(store.insert(late, 0)).rejects.toMatchObject(full);
      await expect(store.replace({ kind: 'keep', record })).rejects.toMatchObject(full);
      await expect(store.replace({ kind: 'supersede', record: { ...record, generation: 2 }, retention: 9 })).rejects.toMatchObject(full);
      await expect(store.raiseSubject('alice')).rejects.toMatchObject(full);
      expect((await store.find(record.sid)).value).toEqual(record);
      expect((await store.find(late.sid)).value).toBeUndefined();
      expect((await store.readLog(cursor)).value.entries).toEqual([]);
      expect((await store.replace(endOf(record))).value).toBe('replaced');
      expect((await store.endSubject({ subject: 'alice', reason: 'subject_revoked', retention: 900 })).value).toEqual([another.sid]);
      expect((await store.keys.retire('k-1')).value).toBe('retired');
      expect((await store.readLog(cursor)).value.entries).toHaveLength(3);
    });

    test('answers as at first where a connection was cut before the answer and the client asked again, or rejects', async () => {
      const proxy = await createTcpProxy({ port: redis.port });
      onTestFinished(() => proxy.stop());
      const store = await openStore(`redis://127.0.0.1:${proxy.port}`, library);
      const record = aSessionRecord({ sid: store.nameSession('alice', 'mine') });
      await store.insert(record, 0);
      const { cursor } = (await store.readLog(undefined)).value;
      proxy.hold('toClient');
      const ending = store.replace(endOf(record)).then(
        ({ value }) => value,
        () => 'rejected',
      );
      const direct = await openStore(redis.url, library);
      await waitUntil(async () => (await direct.find(record.sid)).value?.endedAt !== null, { what: 'the session has ended' });
      proxy.cut();
      proxy.resume();
      expect(await ending).toBe(library.name === 'ioredis' ? 'replaced' : 'rejected');
      expect((await direct.readLog(cursor)).value.entries).toHaveLength(1);
      await waitUntil(async () => (await store.find(record.sid)).value?.version === 2, { what: 'the store answers again' });
    });

    test('is woken again after its listening connection was cut', async () => {
      const proxy = await createTcpProxy({ port: redis.port });
      onTestFinished(() => proxy.stop());
      const store = await openStore(`redis://127.0.0.1:${proxy.port}`, library);
      const direct = await openStore(redis.url, library);
      const { cursor } = (await store.readLog(undefined)).value;
      await store.waitForNews(cursor, { waitMs: 20 });
      const waiting = store.waitForNews(cursor, { waitMs: 60_000 });
      proxy.cut();
      await waitUntil(async () => !(await store.readLog(cursor)).value.isSnapshot, { what: 'the store answers again' });
      const next = store.waitForNews(cursor, { waitMs: 60_000 });
      await direct.keys.retire('k-1');
      await Promise.all([waiting, next]);
    });
  });

  test('names neither password nor session in a fault', async () => {
    const url = redis.url.replace('//', '//someone:c2VjcmV0LXNlY3JldA@');
    const fault = await openStore(url, ioredis, { timeoutMs: 500 }).catch((error: unknown) => error);
    expect(fault).toMatchObject(unavailable(/^WRONGPASS|^NOAUTH/));
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault)) + String(fault)).not.toContain('c2VjcmV0');
  });

  test('refuses another number of partitions than the data have, and says which to write', async () => {
    const store = await openStore(redis.url, ioredis, { partitions: 4 });
    const record = aSessionRecord({ sid: store.nameSession('alice', 'mine') });
    await store.insert(record, 0);
    await expect(openStore(redis.url)).rejects.toMatchObject({
      code: 'options_invalid',
      message: expect.stringContaining('write partitions: 4'),
    });
    expect((await store.find(record.sid)).value).toEqual(record);
    expect((await store.readLog(undefined)).value.partitions).toBe(4);
    await redis.ask('HSET', '{gemel:2}:meta', 'partitions', '8');
    await expect(store.readLog(undefined)).rejects.toMatchObject(unavailable(/8 partitions/));
  });

  test('takes any number of partitions from 1 to 64, and keeps prefixes apart', async () => {
    for (const partitions of [1, 3, 64]) {
      const store = await openStore(redis.url, ioredis, { partitions, prefix: `p${partitions}` });
      const sids: string[] = [];
      for (let index = 0; index < 20; index += 1) {
        const subject = `s-${index}`;
        const record = aSessionRecord({ subject, sid: store.nameSession(subject, `r-${index}`) });
        await store.insert(record, 0);
        sids.push(...(await store.endSubject({ subject, reason: 'subject_revoked', retention: 900 })).value);
      }
      const { value } = await store.readLog(undefined);
      expect(value.cursor.length).toBeLessThan(2048);
      expect(value.entries.map((entry) => (entry.kind === 'session' ? entry.sid : '')).sort()).toEqual(sids.sort());
      expect(sids).toHaveLength(20);
    }
  });

  test('refuses a session whose name lies in another partition than its subject', async () => {
    const store = await openStore(redis.url);
    const named = store.nameSession('alice', 'mine');
    const sid = [...'ABCDEFGHIJKLMNOP'].map((first) => `${first}ine`).find((other) => store.nameSession('alice', other) !== other);
    await expect(store.insert(aSessionRecord({ sid: sid ?? '' }), 0)).rejects.toMatchObject({
      code: 'internal',
      cause: expect.stringContaining('nameSession'),
    });
    expect((await store.insert(aSessionRecord({ sid: named }), 0)).value).toBe('inserted');
  });

  test('refuses a Redis that is too old, a cluster behind a client of one server, and what is no client', async () => {
    const refused = (message: string): object => ({ code: 'options_invalid', message: expect.stringContaining(message) });
    await expect(createRedisStore(aClientThatAnswers('6.2.14', '0', ''))).rejects.toMatchObject(refused('Redis 7 or later'));
    await expect(createRedisStore(aClientThatAnswers('7.2.4', '1', ''))).rejects.toMatchObject(refused('createCluster'));
    await expect(createRedisStore({ duplicate: () => ({}) })).rejects.toMatchObject(refused('client: pass new Redis'));
    const wrong = { partitions: 65, prefix: 'a{b}', timeoutMs: 0, fencedReads: true, replication: { atLeast: 0 } };
    await expect(createRedisStore(aClientThatAnswers(), wrong)).rejects.toMatchObject({
      code: 'options_invalid',
      cause: [/^prefix: /, /^partitions: /, /^timeoutMs: /, /^replication.atLeast: /, /^replication.timeoutMs: /].map((line) =>
        expect.stringMatching(line),
      ),
    });
    await expect(createRedisStore(aClientThatAnswers(), { fencedReads: true })).rejects.toMatchObject(
      refused('replication: { atLeast: 1 }'),
    );
  });

  test('never takes the answer to one command for the answer to another', async () => {
    const mistaken = async (): Promise<unknown> => ['another-question', ['7.2.4', '0', '16']];
    const client = { evalsha: mistaken, eval: mistaken, duplicate: () => ({}) };
    await expect(createRedisStore(client)).rejects.toMatchObject(unavailable(/answer to another command/));
  });

  test('says that something is not what Gemel wrote', async () => {
    const store = await openStore(redis.url);
    const record = aSessionRecord({ sid: store.nameSession('alice', 'mine') });
    await store.insert(record, 0);
    const [key] = (await redis.ask('KEYS', '*:session:*')) as string[]; // there is one
    await redis.ask('HSET', key ?? '', 'data', 'no json');
    await expect(store.find(record.sid)).rejects.toMatchObject(unavailable(/did not write/));
    await redis.ask('HDEL', key ?? '', 'data');
    await expect(store.find(record.sid)).rejects.toMatchObject(unavailable(/did not write/));
    await redis.ask('DEL', key ?? '');
    await redis.ask('SET', key ?? '', 'text');
    await expect(store.find(record.sid)).rejects.toMatchObject(unavailable(/WRONGTYPE/));
  });

  describe.each(libraries)('with replicas, through $name', (library) => {
    test('says whether a replica has an end, and acknowledges it all the same where none has', async () => {
      const primary = await startRedis();
      onTestFinished(() => primary.stop());
      const replica = await startRedisReplica(primary);
      onTestFinished(() => replica.stop());
      const store = await openStore(primary.url, library, { replication: { atLeast: 1, timeoutMs: 2000 } });
      const records = ['a1', 'b2', 'c3', 'd4'].map((random) => aSessionRecord({ sid: store.nameSession('alice', random) }));
      for (const record of records) await store.insert(record, 0);
      const [first, second, third] = records;
      if (first === undefined || second === undefined || third === undefined) throw new Error('there are no records');
      const ended = await Promise.all([first, second].map((record) => store.replace(endOf(record))));
      expect(ended).toMatchObject([
        { value: 'replaced', isReplicated: true },
        { value: 'replaced', isReplicated: true },
      ]);
      expect(await store.replace(endOf(first))).toMatchObject({ value: 'conflict', isReplicated: false });
      expect(await store.keys.retire('k-1')).toMatchObject({ value: 'retired', isReplicated: true });
      await replica.cutReplication();
      const impatient = await openStore(primary.url, library, { replication: { atLeast: 1, timeoutMs: 20 } });
      expect(await impatient.replace(endOf(third))).toMatchObject({ value: 'replaced', isReplicated: false });
      const all = { subject: 'alice', reason: 'subject_revoked', retention: 900 } as const;
      expect(await impatient.endSubject(all)).toMatchObject({ value: [records[3]?.sid], isReplicated: false });
      await replica.resumeReplication();
      expect(await store.endSubject({ ...all, subject: 'bob' })).toMatchObject({ value: [], isReplicated: true });
    });

    test('confirms nothing from a primary that was deposed and still answers, with fenced reads (F13)', async () => {
      const primary = await startRedis();
      onTestFinished(() => primary.stop());
      const replica = await startRedisReplica(primary);
      onTestFinished(() => replica.stop());
      const fenced = { replication: { atLeast: 1, timeoutMs: 100 }, fencedReads: true };
      const store = await openStore(primary.url, library, fenced);
      const record = aSessionRecord({ sid: store.nameSession('alice', 'mine') });
      await store.insert(record, 0);
      await replica.catchUp();
      const { cursor } = (await store.readLog(undefined)).value;
      expect((await store.readLog(cursor)).value.isSnapshot).toBe(false);
      await replica.cutReplication();
      await replica.promote();
      const promoted = await openStore(replica.url, library);
      expect((await promoted.replace(endOf(record))).value).toBe('replaced');
      const deposed = unavailable(/too few replicas/);
      await expect(store.readLog(cursor)).rejects.toMatchObject(deposed);
      await expect(store.readLog(undefined)).rejects.toMatchObject(deposed);
      await expect(store.find(record.sid)).rejects.toMatchObject(deposed);
      await expect(store.keys.list()).rejects.toMatchObject(deposed);
      // Without fences it still would: what remains is in docs/redis.md.
      const unfenced = await openStore(primary.url, library);
      expect((await unfenced.find(record.sid)).value?.endedAt).toBeNull();
    });
  });
});
