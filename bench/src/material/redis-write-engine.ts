/** A private Redis, one connection, as the store has it. */
import { requireProgram, startRedis } from '@gemel/testbed';
import { createRedisStore } from 'gemel/stores/redis';
import { Redis } from 'ioredis';
import { rawBody, type WriteEngine } from './write-engine.ts';

/** Returns undefined, after one line that says so, where there is no Redis. */
export async function openRedisWrites(): Promise<WriteEngine | undefined> {
  if (requireProgram('redis-server') === undefined) return undefined;
  const server = await startRedis();
  const client = new Redis(server.url);
  const store = await createRedisStore(client);
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
    async close() {
      await store.close();
      client.disconnect();
      await server.stop();
    },
  };
}
