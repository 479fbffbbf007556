/** Redis: `XADD`, and readers each in an `XREAD BLOCK`. */
import { requireProgram, startRedis } from '@gemel/testbed';
import { createRedisStore } from 'gemel/stores/redis';
import { Redis } from 'ioredis';
import { createHearing, type FanOutEngine, measureFromSending } from './fan-out-engine.ts';

/** Returns undefined, after one line that says so, where there is no Redis. */
export async function openRedisFanOut(readers: number): Promise<FanOutEngine | undefined> {
  if (requireProgram('redis-server') === undefined) return undefined;
  const server = await startRedis();
  const clients: Redis[] = [];
  const connect = (): Redis => {
    const client = new Redis(server.url);
    client.on('error', () => undefined); // the server is stopped under those who wait
    clients.push(client);
    return client;
  };
  const hearing = createHearing();
  const writer = connect();
  const follow = async (client: Redis): Promise<void> => {
    let after = '0';
    for (;;) {
      const answer = await client.xread('BLOCK', 1000, 'STREAMS', 'raw', after).catch(() => undefined);
      if (answer === undefined) return;
      const id = answer?.[0]?.[1]?.at(-1)?.[0];
      if (id === undefined) continue;
      after = id;
      hearing.heard();
    }
  };
  for (let index = 0; index < readers; index++) void follow(connect());
  const stores: { close(): Promise<void> }[] = [];
  return {
    name: 'Redis',
    async openStore() {
      const store = await createRedisStore(connect());
      stores.push(store);
      return store;
    },
    raw: [
      {
        name: `XADD → XREAD BLOCK by ${readers}`,
        send: () => measureFromSending(hearing, readers, () => writer.xadd('raw', '*', 'sid', 'some-session')),
      },
    ],
    async close() {
      for (const store of stores) await store.close();
      for (const client of clients) client.disconnect();
      await server.stop();
    },
  };
}
