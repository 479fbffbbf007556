/** Nodes of two versions in one Redis: what an older one has written counts as before, and it reads what a newer one writes (F22). */
import { type RedisInstance, requireProgram, startRedis } from '@gemel/testbed';
import { createRedisStore } from 'gemel/stores/redis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ioredis } from './redis-clients.ts';

describe.skipIf(requireProgram('redis-server') === undefined)('the nodes in Redis', () => {
  let redis: RedisInstance;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  test('are those of an earlier version as well, of which nobody knows more than that they are there', async () => {
    const { client, close } = await ioredis.open(redis.url);
    onTestFinished(close);
    const store = await createRedisStore(client);
    onTestFinished(() => store.close());
    const newer = { id: 'newer', maxStaleness: 5, acceptsStale: false, report: { name: 'web-1:4000', lag: 0.5, leaseLeft: 4.5 } };
    const { now } = await store.fleet.register(newer, 60);
    const older = { id: 'older', maxStaleness: 7, acceptsStale: true };
    const nodes = String(await redis.ask('KEYS', '*:nodes')).trim();
    await redis.ask('HSET', nodes, 'older', JSON.stringify(older));
    await redis.ask('ZADD', nodes.replace(/nodes$/, 'node-untils'), '4000000000', 'older');
    const listed = await store.fleet.list();
    expect(listed.value.toSorted((left, right) => (left.id < right.id ? -1 : 1))).toEqual([
      { ...newer, registeredAt: expect.closeTo(now, 2) },
      { ...older, report: undefined, registeredAt: undefined },
    ]);
    expect(JSON.parse(String(await redis.ask('HGET', nodes, 'newer')))).toMatchObject({
      id: 'newer',
      maxStaleness: 5,
      acceptsStale: false,
    });
  });
});
