import { describe, expect, onTestFinished, test } from 'vitest';
import { requireProgram, startRedisCluster } from '@gemel/testbed';

describe.skipIf(requireProgram('redis-server') === undefined)('a private Redis Cluster', () => {
  test('serves every slot by three masters, and moves one with its keys', async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const slot = await cluster.slotOf('{tag}');
    const from = await cluster.ownerOf(slot);
    const to = cluster.masters.find((node) => node !== from);
    if (to === undefined) throw new Error('one master only');
    await from.ask('SET', '{tag}1', 'a');
    await from.ask('SET', '{tag}2', 'b');
    const moments: number[] = [];
    await cluster.moveSlot(slot, to, {
      midway: async (moved) => {
        moments.push(moved);
      },
    });
    expect(moments).toEqual([0, 1, 2]);
    expect((await cluster.ownerOf(slot)).id).toBe(to.id);
    expect([await to.ask('GET', '{tag}1'), await to.ask('GET', '{tag}2')]).toEqual(['a', 'b']);
    await expect(from.ask('GET', '{tag}1')).rejects.toThrow('MOVED');
  }, 90_000);

  test('puts a replica in the place of a master that was killed', async () => {
    const cluster = await startRedisCluster({ replicas: 1, nodeTimeoutMs: 500 });
    onTestFinished(() => cluster.stop());
    const [master] = cluster.masters;
    const [replica] = cluster.replicas;
    await master?.kill();
    await expect.poll(async () => String(await replica?.ask('ROLE')), { timeout: 15_000 }).toMatch(/^master/);
    await cluster.settle();
    expect((await cluster.ownerOf(0)).id).toBe(replica?.id);
  }, 90_000);
});
