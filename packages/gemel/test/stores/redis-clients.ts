/** Both client libraries, for one server and for a cluster. */
import type { RedisClient } from 'gemel/stores/redis';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';

export interface OpenedClient {
  readonly client: RedisClient;
  close(): Promise<void>;
}

export interface ClientLibrary {
  readonly name: string;
  /** Opens a client of one server. */
  open(url: string): Promise<OpenedClient>;
  openCluster(urls: readonly string[]): Promise<OpenedClient>;
}

/** Faults show in what the store says of them. */
const ignore = (): void => undefined;

export const ioredis: ClientLibrary = {
  name: 'ioredis',
  async open(url) {
    const client = new Redis(url);
    client.on('error', ignore);
    return { client, close: async () => client.disconnect() };
  },
  async openCluster(urls) {
    const client = new Cluster([...urls]);
    client.on('error', ignore);
    return { client, close: async () => client.disconnect() };
  },
};

export const nodeRedis: ClientLibrary = {
  name: 'node-redis',
  async open(url) {
    const client = createClient({ url });
    client.on('error', ignore);
    await client.connect();
    return { client, close: async () => client.destroy() };
  },
  async openCluster(urls) {
    const client = createCluster({ rootNodes: urls.map((url) => ({ url })) });
    client.on('error', ignore);
    await client.connect();
    return { client, close: async () => client.destroy() };
  },
};

export const libraries: readonly ClientLibrary[] = [ioredis, nodeRedis];
