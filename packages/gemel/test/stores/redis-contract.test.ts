/** The Redis store against the contract, with each client library, on one server and on a cluster of three masters: two nodes each. */
import { type OpenedRedis, openRedis, type RedisCluster, requireServer, startRedisCluster } from '@gemel/testbed';
import { createRedisStore } from 'gemel/stores/redis';
import { storeContract } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { libraries, type OpenedClient } from './redis-clients.ts';

const isMissing = requireServer('redis-server', 'GEMEL_TEST_REDIS_URL') === undefined;

/** The two clients, one for each node, are shared by all cases; the prefix keeps their data apart. */
function runContract(name: string, openClient: () => Promise<OpenedClient>): void {
  let clients: readonly OpenedClient[] = [];
  let count = 0;

  beforeAll(async () => {
    clients = [await openClient(), await openClient()];
  });
  afterAll(async () => {
    await Promise.all(clients.map((opened) => opened.close()));
  });

  test.each([...storeContract])(`${name}: $name`, { timeout: 120_000 }, async ({ run }) => {
    const prefix = `${name}-${process.pid}-${count++}`;
    const [store, other] = await Promise.all(clients.map(({ client }) => createRedisStore(client, { prefix, timeoutMs: 30_000 })));
    if (store === undefined || other === undefined) throw new Error('there are no clients');
    try {
      await expect(run({ store, other })).resolves.toBeUndefined();
    } finally {
      await store.close();
      await other.close();
    }
  });
}

describe.skipIf(isMissing)('the Redis store on one server', () => {
  let redis: OpenedRedis | undefined;
  beforeAll(async () => {
    redis = await openRedis();
  });
  afterAll(() => redis?.stop());

  describe.each(libraries)('$name', ({ name, open }) => {
    runContract(name, () => open(redis?.url ?? ''));
  });
});

describe.skipIf(isMissing)('the Redis store on a cluster', () => {
  let cluster: RedisCluster | undefined;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster?.stop());

  describe.each(libraries)('$name', ({ name, openCluster }) => {
    runContract(name, () => openCluster(cluster?.masters.map(({ url }) => url) ?? []));
  });
});
