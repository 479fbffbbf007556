import { existsSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRedis, requireProgram, startRedis, startRedisReplica } from '@gemel/testbed';

describe.skipIf(requireProgram('redis-server') === undefined)('a private Redis', () => {
  test('answers, is paused, killed and started again, and leaves nothing behind', async () => {
    const redis = await startRedis({ appendOnly: 'always' });
    onTestFinished(() => redis.stop());
    expect(await redis.ask('SET', 'k', 'v')).toBe('OK');
    redis.pause();
    const late = redis.ask('GET', 'k');
    redis.resume();
    expect(await late).toBe('v');
    await redis.kill();
    await expect(redis.ask('PING')).rejects.toThrow('ECONNREFUSED');
    await redis.restart();
    expect(await redis.ask('GET', 'k')).toBe('v');
    expect(await redis.ask('LRANGE', 'none', 0, -1)).toEqual([]);
    await expect(redis.ask('NOPE')).rejects.toThrow('unknown command');
    await redis.stop();
    expect(existsSync(redis.folder)).toBe(false);
  });

  test('has a replica that loses its tail and is promoted, while the old primary still answers', async () => {
    const primary = await startRedis();
    onTestFinished(() => primary.stop());
    const replica = await startRedisReplica(primary);
    onTestFinished(() => replica.stop());
    await primary.ask('SET', 'kept', '1');
    await replica.catchUp();
    await replica.cutReplication();
    await primary.ask('SET', 'tail', '1');
    await replica.promote();
    expect([await replica.ask('GET', 'kept'), await replica.ask('GET', 'tail')]).toEqual(['1', null]);
    expect(await primary.ask('GET', 'tail')).toBe('1');
    await replica.resumeReplication();
    expect(await replica.ask('GET', 'tail')).toBe('1');
  });

  test('or the one that the environment names, where any will do', async () => {
    const redis = await openRedis();
    expect(redis?.url).toMatch(/^rediss?:/);
    await redis?.stop();
  });
});
