/** A private Redis, one connection, as the store has it. */
import { requireProgram, startRedis } from '@gemel/testbed';
import { createRedisStore } from 'gemel/stores/redis';
import { Redis } from 'ioredis';
import { checkSwapped, rawBody, textOf, type StoreEngine } from './store-engine.ts';

/** As an expert would by hand: one step, one round trip. */
const insertScript = `
redis.call('HSET', KEYS[1], 'body', ARGV[1], 'version', 1, 'rotation', 0, 'seen', ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[2], KEYS[1])
return redis.call('ZADD', KEYS[3], ARGV[2], KEYS[1])`;
const swapScript = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1] + 1, 'rotation', ARGV[1], 'seen', ARGV[2])
return 1`;

/** Returns undefined, after one line that says so, where there is no Redis. */
export async function openRedisEngine(): Promise<StoreEngine | undefined> {
  if (requireProgram('redis-server') === undefined) return undefined;
  const server = await startRedis();
  const client = new Redis(server.url);
  const store = await createRedisStore(client);
  const [insertDigest, swapDigest] = await Promise.all([load(client, insertScript), load(client, swapScript)]);
  return {
    name: 'Redis',
    setting: 'no append-only file, one connection',
    store,
    inFlight: 16,
    async insert(name) {
      await client.hset(`raw:${name}`, 'body', rawBody, 'seen', '1');
    },
    async update(name) {
      await client.hset(`raw:${name}`, 'seen', String(performance.now()));
    },
    async insertByHand(name) {
      const keys = [`hand:${name}`, `hand-subject:${name}`, 'hand-ends'];
      await client.evalsha(insertDigest, keys.length, ...keys, rawBody, String(performance.now()));
    },
    async swapByHand(name, version) {
      checkSwapped(await client.evalsha(swapDigest, 1, `hand:${name}`, String(version), String(performance.now())));
    },
    async readByHand(name) {
      return textOf(await client.hgetall(`hand:${name}`));
    },
    async close() {
      await store.close();
      client.disconnect();
      await server.stop();
    },
  };
}

async function load(client: Redis, script: string): Promise<string> {
  return String(await client.script('LOAD', script));
}
