/** The Redis store against the contract, with each client library: two nodes on one server. */
import { type OpenedRedis, openRedis, requireServer } from '@gemel/testbed';
import { storeContract } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientLibrary, libraries, type OpenedClient, openStore } from './redis-clients.ts';

const isMissing = requireServer('redis-server', 'GEMEL_TEST_REDIS_URL') === undefined;

describe.skipIf(isMissing).each(libraries)('the Redis store through $name', (library: ClientLibrary) => {
  let redis: OpenedRedis | undefined;
  let clients: readonly OpenedClient[] = [];
  let count = 0;

  beforeAll(async () => {
    redis = await openRedis();
    const url = redis?.url ?? '';
    clients = [await library.open(url), await library.open(url)];
  });

  afterAll(async () => {
    await Promise.all(clients.map((opened) => opened.close()));
    await redis?.stop();
  });

  test.each([...storeContract])('$name', async ({ run }) => {
    const [one, two] = clients;
    if (one === undefined || two === undefined) throw new Error('there are no clients');
    const prefix = `gemel-test-${process.pid}-${count++}`;
    const store = await openStore(one.client, { prefix });
    const other = await openStore(two.client, { prefix });
    try {
      await expect(run({ store, other })).resolves.toBeUndefined();
    } finally {
      await store.close();
      await other.close();
    }
  });
});
