/** Both client libraries, and what tests need of a client beside the store. */
import { createRedisStore, type RedisClient, type RedisStoreOptions } from 'gemel/stores/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';

export interface OpenedClient {
  readonly client: RedisClient;
  close(): Promise<void>;
}

export interface ClientLibrary {
  readonly name: string;
  open(url: string): Promise<OpenedClient>;
}

export const ioredis: ClientLibrary = {
  name: 'ioredis',
  async open(url) {
    const client = new Redis(url);
    client.on('error', () => undefined);
    return { client, close: async () => client.disconnect() };
  },
};

export const nodeRedis: ClientLibrary = {
  name: 'node-redis',
  async open(url) {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: async () => client.destroy() };
  },
};

export const libraries: readonly ClientLibrary[] = [ioredis, nodeRedis];

export type RedisStore = Awaited<ReturnType<typeof createRedisStore>>;

/** A store with data of its own, on a client that others share. */
export function openStore(client: RedisClient, options: RedisStoreOptions = {}): Promise<RedisStore> {
  return createRedisStore(client, options);
}
