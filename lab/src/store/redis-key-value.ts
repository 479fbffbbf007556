/** What hand-made schemes share, on Redis, over node-redis as its documentation sets it up. */
import { createClient, type RedisClientType } from 'redis';
import type { OpenedKeyValue } from './key-value.ts';

export async function openRedisKeyValue(url: string): Promise<OpenedKeyValue> {
  const client = createClient({ url }) as RedisClientType; // without modules, functions or scripts it is one
  client.on('error', () => undefined); // the lab takes the store away on purpose; node-redis asks for a listener
  await client.connect();
  return {
    client,
    keyValue: {
      get: (key) => client.get(key),
      async getTwo(first, second) {
        const [one = null, two = null] = await client.mGet([first, second]);
        return [one, two];
      },
      set: async (key, value, lifetime) =>
        void (await client.set(key, value, { expiration: { type: 'PX', value: Math.ceil(lifetime * 1000) } })),
      touch: async (key, lifetime) => void (await client.pExpire(key, Math.ceil(lifetime * 1000))),
      take: (key) => client.getDel(key),
      delete: async (keys) => void (keys.length === 0 ? 0 : await client.del([...keys])),
      add: async (set, member) => void (await client.sAdd(set, member)),
      members: (set) => client.sMembers(set),
    },
  };
}
