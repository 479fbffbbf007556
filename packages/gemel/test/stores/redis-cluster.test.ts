/** What a Redis Cluster does to the store: slots that move, masters that fail, replicas that are waited for. */
import { catchUp, type RedisCluster, requireProgram, startRedisCluster, waitUntil } from '@gemel/testbed';
import { partitionOf } from '@gemel/protocol';
import type { SessionStore } from 'gemel';
import { createRedisStore, type RedisStoreOptions } from 'gemel/stores/redis';
import { aSessionRecord } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ClientLibrary, libraries } from './redis-clients.ts';

const isMissing = requireProgram('redis-server') === undefined;

async function openStore(cluster: RedisCluster, library: ClientLibrary, options: RedisStoreOptions): Promise<SessionStore> {
  const { client, close } = await library.openCluster(cluster.masters.map(({ url }) => url));
  onTestFinished(close);
  const store = await createRedisStore(client, options);
  onTestFinished(() => store.close());
  return store;
}

async function insertOf(store: SessionStore, subject: string, count: number): Promise<readonly string[]> {
  const sids = Array.from({ length: count }, (_, index) => store.nameSession(subject, `r-${subject}-${index}`));
  for (const sid of sids) await store.insert(aSessionRecord({ subject, sid }), 0);
  return sids;
}

const endAll = (subject: string): Parameters<SessionStore['endSubject']>[0] => ({ subject, reason: 'subject_revoked', retention: 900 });

describe.skipIf(isMissing)('the Redis store on a cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster({ replicas: 1 });
  }, 60_000);
  afterAll(() => cluster.stop());

  describe.each(libraries)('through $name', (library) => {
    test('ends all sessions of a subject at once while their slot is being moved, or nothing (TRYAGAIN)', async () => {
      const prefix = `move-${library.name}`;
      const store = await openStore(cluster, library, { prefix });
      const impatient = await openStore(cluster, library, { prefix, timeoutMs: 200 });
      const sids = await insertOf(store, 'alice', 6);
      const before = (await store.readLog(undefined)).value;
      const slot = await cluster.slotOf(`{${prefix}:${partitionOf(sids[0] ?? '', 16)}}`);
      const owner = await cluster.ownerOf(slot);
      const target = cluster.masters.find(({ id }) => id !== owner.id);
      if (target === undefined) throw new Error('there is one master alone');
      let ending: Promise<unknown> | undefined;
      await cluster.moveSlot(slot, target, {
        async midway(movedKeys) {
          if (movedKeys !== 3) return;
          await expect(impatient.endSubject(endAll('alice'))).rejects.toMatchObject({ code: 'store_unavailable' });
          ending = store.endSubject(endAll('alice'));
        },
      });
      expect(await ending).toMatchObject({ value: expect.arrayContaining([...sids]) });
      for (const sid of sids) expect((await store.find(sid)).value?.endReason).toBe('subject_revoked');
      const after = (await store.readLog(before.cursor)).value;
      expect(after.entries.map((entry) => (entry.kind === 'session' ? entry.sid : '')).sort()).toEqual([...sids].sort());
      // Another master's history: nothing was lost, but the store cannot know it.
      expect(after).toMatchObject({ isSnapshot: true });
      expect(after.epoch).not.toBe(before.epoch);
    });

    test('says whether the replica of the right master has an end', async () => {
      const store = await openStore(cluster, library, { prefix: `wait-${library.name}`, replication: { atLeast: 1, timeoutMs: 2000 } });
      for (let index = 0; index < 8; index += 1) {
        const subject = `s-${index}`;
        const [sid] = await insertOf(store, subject, 1);
        expect(await store.endSubject(endAll(subject))).toMatchObject({ value: [sid], isReplicated: true });
      }
      const impossible = await openStore(cluster, library, { prefix: 'wait-2', replication: { atLeast: 2, timeoutMs: 20 } });
      expect(await impossible.endSubject(endAll('alice'))).toMatchObject({ value: [], isReplicated: false });
    });

    test('reads with fences from every master', async () => {
      const options = { prefix: `fence-${library.name}`, replication: { atLeast: 1, timeoutMs: 2000 }, fencedReads: true };
      const store = await openStore(cluster, library, options);
      const sids = await insertOf(store, 'alice', 1);
      await store.endSubject(endAll('alice'));
      const { value } = await store.readLog(undefined);
      expect(value.entries).toMatchObject([{ sid: sids[0] }]);
      expect((await store.readLog(value.cursor)).value).toMatchObject({ isSnapshot: false, entries: [] });
      const unfenceable = { ...options, replication: { atLeast: 2, timeoutMs: 20 } };
      await expect((await openStore(cluster, library, unfenceable)).readLog(undefined)).rejects.toMatchObject({
        code: 'store_unavailable',
      });
    });
  });
});

describe.skipIf(isMissing).each(libraries)('the Redis store on a cluster of which a master fails, through $name', (library) => {
  test('reads on from the others, says which partitions are silent, and goes on after the failover with a new epoch', async () => {
    const cluster = await startRedisCluster({ replicas: 1, nodeTimeoutMs: 2000, config: { 'cluster-require-full-coverage': 'no' } });
    onTestFinished(() => cluster.stop());
    const store = await openStore(cluster, library, { prefix: 'fail', timeoutMs: 1000 });
    const subjects = Array.from({ length: 30 }, (_, index) => `s-${index}`);
    for (const subject of subjects) await insertOf(store, subject, 1);
    const before = (await store.readLog(undefined)).value;
    const [[failing], [replica]] = [cluster.masters, cluster.replicas];
    if (failing === undefined || replica === undefined) throw new Error('there are no masters');
    // Nothing is to be lost here: what a promotion may lose is another test's.
    await catchUp(replica, failing);
    failing.pause();
    let silent: readonly number[] = [];
    await waitUntil(
      async () => {
        const { value } = await store.readLog(before.cursor);
        silent = value.silent ?? [];
        return silent.length > 0;
      },
      { what: 'a master is silent' },
    );
    expect(silent.length).toBeLessThan(16);
    await expect(store.readLog(undefined)).rejects.toMatchObject({ code: 'store_unavailable' });
    const isSilent = (subject: string): boolean => silent.includes(partitionOf(store.nameSession(subject, 'A'), 16));
    const answering = subjects.find((subject) => !isSilent(subject)) ?? '';
    const [sid] = (await store.endSubject(endAll(answering))).value;
    const partial = (await store.readLog(before.cursor)).value;
    expect(partial).toMatchObject({ isSnapshot: false, epoch: before.epoch, entries: [{ sid }], silent, partitions: 16 });
    const parts = (cursor: string): readonly string[] => cursor.split('.');
    for (const partition of silent) expect(parts(partial.cursor)[partition]).toBe(parts(before.cursor)[partition]);
    await failing.kill();
    let after = partial;
    // The new master may be late once more, and stands in a page then where the reader left it.
    await waitUntil(
      async () => {
        after = (await store.readLog(partial.cursor)).value;
        return after.silent === undefined;
      },
      { what: 'the replica has taken over', timeoutMs: 40_000, everyMs: 100 },
    );
    expect(after).toMatchObject({ isSnapshot: true, entries: [{ sid }] });
    expect(after.epoch).not.toBe(before.epoch);
    const lost = subjects.find(isSilent) ?? '';
    expect((await store.endSubject(endAll(lost))).value).toHaveLength(1);
  }, 60_000);
});
