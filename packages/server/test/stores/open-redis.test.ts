/** The server's connection to Redis, through a network that loses it without a word. */
import { createTcpProxy, openRedis as openTestRedis, requireProgram } from '@gemel/testbed';
import { describe, expect, it } from 'vitest';
import { openRedis } from '../../src/stores/redis/open-redis.ts';

describe.skipIf(requireProgram('redis-server') === undefined)("the server's connection to Redis", () => {
  it('is made anew where it is half-open: a command that is not answered in time fails, and a later one works', async () => {
    const redis = await openTestRedis();
    if (redis === undefined) throw new Error('there was a Redis a moment ago');
    const { hostname: host, port } = new URL(redis.url);
    const proxy = await createTcpProxy({ host, port: Number(port) });
    const place = { urls: [`redis://127.0.0.1:${proxy.port}`], isCluster: false, waitReplicas: 0 } as const;
    const { client, close } = await openRedis(place, 200);
    expect(await client.ping()).toBe('PONG');
    proxy.drop();
    await expect(client.ping()).rejects.toThrow(/closed|timeout|max retries/i);
    proxy.resume();
    await expect.poll(async () => client.ping().catch(() => 'no answer'), { timeout: 10_000, interval: 20 }).toBe('PONG');
    close();
    await proxy.stop();
    await redis.stop();
  });
});
