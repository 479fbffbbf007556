/** Routes are found exactly, and whatever an endpoint throws is told as a problem and nothing more. */
import { GemelError } from '@gemel/protocol';
import { createMemoryStore } from 'gemel/stores/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { createGemel, type Gemel, type GemelOptions } from '../../src/index.ts';
import { createRouter, emptyAnswer, type Endpoint, jsonAnswer, type Route } from '../../src/endpoints/index.ts';

const running: Gemel[] = [];
afterEach(async () => {
  for (const gemel of running.splice(0)) await gemel.close();
});
const start = async (options: Partial<GemelOptions> = {}): Promise<Gemel> => {
  const gemel = await createGemel({
    issuer: 'https://app.example',
    secret: 'a secret for tests only, 32 and more',
    store: createMemoryStore(),
    ...options,
  });
  running.push(gemel);
  return gemel;
};
const echo: Endpoint = async ({ segment, context }) => jsonAnswer({ segment, ...context });
const throwing =
  (thrown: Error): Endpoint =>
  () =>
    Promise.reject(thrown);
const one: readonly Route[] = [
  { path: '/things', methods: { GET: echo } },
  { path: '/things/{id}', methods: { GET: echo, DELETE: echo } },
];

describe('the router', () => {
  it.each([
    ['https://app.example', '/things', true],
    ['https://app.example', '/things/1', true],
    ['https://app.example', '/things/%2e', true],
    ['https://app.example', '/things/', false],
    ['https://app.example', '/things/1/2', false],
    ['https://app.example', '/thing', false],
    ['https://app.example', '/thingss', false],
    ['https://app.example', '/', false],
    ['https://app.example', '', false],
    ['https://app.example', '/tenant/things', false],
    ['https://app.example/tenant', '/tenant/things', true],
    ['https://app.example/tenant', '/tenant/things/1', true],
    ['https://app.example/tenant', '/things', false],
  ])('of %s owns %j: %s', async (issuer, path, isOwned) => {
    expect(createRouter(await start({ issuer }), one).owns(path)).toBe(isOwned);
  });

  it('hands the last segment as it is, and the context', async () => {
    const { handle } = createRouter(await start(), one);
    const answer = await handle(new Request('https://app.example/things/%2e%2e%2f'), { remoteAddress: '192.0.2.1' });
    expect(await answer?.json()).toEqual({ segment: '%2e%2e%2f', remoteAddress: '192.0.2.1' });
    expect(await (await handle(new Request('https://app.example/things')))?.json()).toEqual({ segment: '' });
  });

  it('leaves other paths alone', async () => {
    expect(await createRouter(await start(), one).handle(new Request('https://app.example/other'))).toBeUndefined();
  });

  it('S05 tells an unknown exception as internal, and the log alone what it was', async () => {
    const faults: GemelError[] = [];
    const routes: readonly Route[] = [
      { path: '/x', methods: { GET: throwing(new TypeError('secret detail')), POST: throwing(new RangeError('another text')) } },
    ];
    const { handle } = createRouter(await start(), routes, { onFault: (error) => faults.push(error) });
    for (const method of ['GET', 'POST']) {
      const answer = await handle(new Request('https://app.example/x', { method }));
      const text = (await answer?.text()) ?? '';
      expect([answer?.status, answer?.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
      expect(JSON.parse(text)).toMatchObject({ code: 'internal', error: 'server_error' });
      expect(text).not.toMatch(/secret detail|another text|stack| at /);
    }
    expect(faults.map(({ code }) => code)).toEqual(['internal', 'internal']);
    expect(faults[0]?.cause).toEqual(new TypeError('secret detail'));
  });

  it('does not log a refusal', async () => {
    const faults: GemelError[] = [];
    const routes: readonly Route[] = [{ path: '/x', methods: { GET: throwing(new GemelError('not_found', 'secret')) } }];
    const answer = await createRouter(await start(), routes, { onFault: (error) => faults.push(error) }).handle(
      new Request('https://app.example/x'),
    );
    expect([answer?.status, faults]).toEqual([404, []]);
    expect(await answer?.text()).not.toContain('secret');
  });

  it('S32 clears the cookie where an endpoint met two', async () => {
    const routes: readonly Route[] = [{ path: '/x', methods: { GET: throwing(new GemelError('session_cookie_duplicate')) } }];
    const answer = await createRouter(await start(), routes).handle(new Request('https://app.example/x'));
    expect(answer?.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-Http-gemel=; /)]);
  });

  it('adds CORS headers to answers whose own headers cannot be changed', async () => {
    const gemel = await start({ http: { allowedOrigins: ['https://partner.example'] } });
    const routes: readonly Route[] = [{ path: '/x', methods: { GET: async () => Response.redirect('https://app.example/y', 303) } }];
    const answer = await createRouter(gemel, routes).handle(
      new Request('https://app.example/x', { headers: { origin: 'https://partner.example' } }),
    );
    expect([answer?.status, answer?.headers.get('location'), answer?.headers.get('access-control-allow-origin')]).toEqual([
      303,
      'https://app.example/y',
      'https://partner.example',
    ]);
  });

  it('answers HEAD where there is a GET, and nowhere else', async () => {
    const routes: readonly Route[] = [
      { path: '/x', methods: { GET: echo } },
      { path: '/y', methods: { POST: async () => emptyAnswer(204) } },
    ];
    const { handle } = createRouter(await start(), routes);
    const head = await handle(new Request('https://app.example/x', { method: 'HEAD' }));
    expect([head?.status, await head?.text()]).toEqual([200, '']);
    const refused = await handle(new Request('https://app.example/y', { method: 'HEAD' }));
    expect([refused?.status, refused?.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
  });
});
