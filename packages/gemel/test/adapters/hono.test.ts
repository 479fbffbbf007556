/** What only Hono can do: applications in applications, requests without a server, errors that are handed on. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createHonoAuth, type HonoAuth, type HonoAuthOptions } from '../../src/adapters/hono/index.ts';
import { createGemel, type Gemel, type GemelOptions, type SessionPrincipal } from '../../src/index.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { ISSUER } from './host.ts';

const engines: Gemel[] = [];
afterEach(async () => {
  for (const gemel of engines.splice(0)) await gemel.close();
});

interface Env {
  readonly Variables: { principal: SessionPrincipal };
}

async function start(options: HonoAuthOptions = {}, engine: Partial<GemelOptions> = {}): Promise<{ gemel: Gemel; auth: HonoAuth }> {
  const store = createMemoryStore();
  const gemel = await createGemel({ issuer: ISSUER, secret: 'a secret for tests only, 32 and more', store, ...engine });
  engines.push(gemel);
  return { gemel, auth: createHonoAuth(gemel, options) };
}

async function bearerOf(gemel: Gemel): Promise<{ headers: { authorization: string } }> {
  const { tokens } = await gemel.startSession({ subject: 'ada', mode: 'token' });
  return { headers: { authorization: `Bearer ${tokens?.accessToken}` } };
}

describe('the Hono adapter', () => {
  it('needs no server, and works in an application inside another', async () => {
    const { gemel, auth } = await start();
    const inner = new Hono<Env>().get('/me', auth.require(), (c) => c.json({ subject: c.var.principal.subject }));
    const app = new Hono().use(auth.endpoints()).route('/inner', inner);
    const bearer = await bearerOf(gemel);
    expect(await (await app.request('/inner/me', bearer)).json()).toEqual({ subject: 'ada' });
    expect((await app.request('/inner/me')).status).toBe(401);
    expect((await app.request('/auth/session', bearer)).status).toBe(200);
    expect((await app.request('/elsewhere')).status).toBe(404);
  });

  it('answers below the path of the issuer', async () => {
    const { auth } = await start({}, { issuer: 'https://app.example/tenant' });
    const app = new Hono().use(auth.endpoints());
    expect((await app.request('/tenant/auth/session')).status).toBe(401);
    expect((await app.request('/auth/session')).status).toBe(404);
    const metadata = await app.request('/.well-known/oauth-authorization-server/tenant');
    expect(await metadata.json()).toMatchObject({ jwks_uri: 'https://app.example/tenant/.well-known/jwks.json' });
    expect((await app.request('/tenant/.well-known/oauth-authorization-server')).status).toBe(404);
  });

  it('keeps the headers that middleware has set, on answers and on refusals', async () => {
    const { auth } = await start();
    const app = new Hono()
      .use(cors({ origin: 'https://partner.example' }))
      .use(auth.endpoints())
      .get('/x', auth.require(), (c) => c.text(''));
    for (const path of ['/auth/session', '/x']) {
      const answer = await app.request(path, { headers: { origin: 'https://partner.example' } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, 'https://partner.example']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gemel"');
    }
  });

  it('hands on what a handler or a refusal page throws', async () => {
    const { gemel, auth } = await start({
      onRefused() {
        throw new Error('the page failed');
      },
    });
    const app = new Hono();
    app.onError((error, c) => c.json({ handed: error.message }, 500));
    app.get('/x', auth.require(), () => {
      throw new Error('the handler failed');
    });
    expect(await (await app.request('/x')).json()).toEqual({ handed: 'the page failed' });
    expect(await (await app.request('/x', await bearerOf(gemel))).json()).toEqual({ handed: 'the handler failed' });
  });

  it('knows the address of a client only where the server is asked for it', async () => {
    const [{ auth }, { auth: told }] = [await start(), await start({ remoteAddress: () => '192.0.2.7' })];
    const app = new Hono();
    app.get('/', (c) => c.json([auth.clientFacts(c), told.clientFacts(c)]));
    expect(await (await app.request('/', { headers: { 'user-agent': 'Phone' } })).json()).toEqual([
      { userAgent: 'Phone' },
      { userAgent: 'Phone', address: '192.0.2.7' },
    ]);
  });

  it('fits the types of Hono without needing them', () => {
    expectTypeOf<ReturnType<HonoAuth['require']>>().toExtend<MiddlewareHandler<Env>>();
    expectTypeOf<ReturnType<HonoAuth['endpoints']>>().toExtend<MiddlewareHandler>();
    expectTypeOf<Context>().toExtend<Parameters<HonoAuth['startSession']>[0]>();
    expectTypeOf<Parameters<HonoAuth['startSession']>[0]>().not.toBeAny();
  });
});
