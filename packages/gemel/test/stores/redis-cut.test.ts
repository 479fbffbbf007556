/** What a request is answered by a node whose Redis cannot be reached, or says nothing: over HTTP, behind a network that is cut. */
import { createTcpProxy, type RedisInstance, requireProgram, startRedis, type TcpProxy, waitUntil } from '@gemel/testbed';
import { createRedisStore } from 'gemel/stores/redis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Host, startHost } from '../adapters/host.ts';
import { serveNodeHttp } from '../adapters/serve-node-http.ts';
import { type ClientLibrary, libraries } from './redis-clients.ts';

const isMissing = requireProgram('redis-server') === undefined;

/** The store's own limit is so long that no test would see it: whoever is answered is answered by the engine's. */
const options = { timeoutMs: 600_000 };

describe.skipIf(isMissing)('a node that cannot ask its Redis', () => {
  let redis: RedisInstance;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  async function aHost(library: ClientLibrary): Promise<Host & { readonly proxy: TcpProxy }> {
    const proxy = await createTcpProxy({ port: redis.port });
    onTestFinished(() => proxy.stop());
    const { client, close } = await library.open(`redis://127.0.0.1:${proxy.port}`);
    onTestFinished(close);
    const store = await createRedisStore(client, options);
    onTestFinished(() => store.close());
    const host = await startHost(serveNodeHttp, { store, freshness: { maxStaleness: 0.5 } });
    onTestFinished(() => host.close());
    return { ...host, proxy };
  }

  const outages = [
    { outage: 'refuses connections', begin: (proxy: TcpProxy) => proxy.refuse() },
    { outage: 'is silent', begin: (proxy: TcpProxy) => proxy.hold() },
  ];
  const cases = libraries.flatMap((library) => outages.map((one) => ({ ...one, library, name: library.name })));

  test.each(cases)('through $name, where it $outage: 503 with Retry-After, for either credential, known and new; then 200', async (one) => {
    const { gemel, proxy, call, begin } = await aHost(one.library);
    const [known, fresh] = [await begin(), await begin()];
    const statusOf = async (header: readonly [string, string]): Promise<number> => (await call('GET', '/me', { headers: [header] })).status;
    const areServed = async (...headers: readonly (readonly [string, string])[]): Promise<boolean> =>
      (await Promise.all(headers.map(statusOf))).every((status) => status === 200);
    await waitUntil(() => areServed(known.cookie, known.bearer), { what: 'the node knows them' });
    one.begin(proxy);
    await waitUntil(() => !gemel.stats().feed.isFresh, { what: 'the lease has run out' });
    for (const header of [known.cookie, known.bearer, fresh.cookie, fresh.bearer]) {
      const answer = await call('GET', '/me', { headers: [header] });
      expect(answer.body).toMatchObject({ status: 503, code: 'store_unavailable' });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    proxy.resume();
    await waitUntil(() => areServed(known.cookie, known.bearer, fresh.cookie, fresh.bearer), { what: 'all are served again' });
  });
});
