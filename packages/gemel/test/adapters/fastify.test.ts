/** What only Fastify can do: hooks, parsers, scopes, replies that somebody else has sent. */
import fastify, { type FastifyInstance, type FastifyPluginCallback, type FastifyRequest, type onRequestHookHandler } from 'fastify';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createFastifyAuth, type FastifyAuth, type FastifyAuthOptions } from '../../src/adapters/fastify/index.ts';
import { GemelError, type GemelOptions } from '../../src/index.ts';
import { type Host, startHost } from './host.ts';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(
  build: (app: FastifyInstance, auth: FastifyAuth) => unknown,
  options: FastifyAuthOptions = {},
  engine: Partial<GemelOptions> = {},
): Promise<Host> {
  const host = await startHost(async (gemel) => {
    const app = fastify({ forceCloseConnections: true });
    app.setErrorHandler(async (error: Error, _request, reply) => reply.code(500).send({ handed: error.message }));
    await build(app, createFastifyAuth(gemel, options));
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: Number(new URL(address).port), close: () => app.close() };
  }, engine);
  hosts.push(host);
  return host;
}

const outcomeOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'done',
    (error: unknown) => (error instanceof GemelError ? error.code : String(error)),
  );

const unknownCookie = ['cookie', `__Host-Http-gemel=${'A'.repeat(22)}.${'A'.repeat(43)}`] as const;

describe('the Fastify adapter', () => {
  it('answers below the path of the issuer', async () => {
    const { call } = await start((app, auth) => app.register(auth.endpoints()), {}, { issuer: 'https://app.example/tenant' });
    expect((await call('GET', '/tenant/auth/session')).status).toBe(401);
    expect((await call('GET', '/auth/session')).status).toBe(404);
  });

  it('reads its bodies itself, whatever parsers the application has', async () => {
    const { call } = await start(async (app, auth) => {
      app.removeAllContentTypeParsers();
      await app.register(auth.endpoints());
    });
    const form = { headers: [['content-type', 'application/x-www-form-urlencoded']], body: 'grant_type=x' } as const;
    expect((await call('POST', '/oauth/token', form)).body).toMatchObject({ code: 'grant_type_unsupported' });
  });

  it('keeps the headers that hooks have set before', async () => {
    const { call } = await start(
      async (app, auth) => {
        app.addHook('onRequest', async (_request, reply) => {
          reply.header('vary', 'Accept-Encoding').header('x-frame-options', 'DENY').header('set-cookie', 'a=b');
        });
        await app.register(auth.endpoints());
      },
      {},
      { http: { allowedOrigins: ['https://partner.example'] } },
    );
    const answer = await call('GET', '/auth/session');
    expect([answer.headers.get('vary'), answer.headers.get('x-frame-options'), answer.setCookies]).toEqual([
      'Accept-Encoding, Origin',
      'DENY',
      ['a=b'],
    ]);
  });

  it('hands on what a handler or a refusal page throws', async () => {
    const options: FastifyAuthOptions = {
      onRefused() {
        throw new Error('the page failed');
      },
    };
    const { call, begin } = await start(
      (app, auth) => {
        app.get('/x', { onRequest: auth.require() }, async () => {
          throw new Error('the handler failed');
        });
      },
      options,
      { sessions: { cacheSize: 0 } },
    );
    expect((await call('GET', '/x')).body).toEqual({ handed: 'the page failed' });
    expect((await call('GET', '/x', { headers: [unknownCookie] })).body).toEqual({ handed: 'the page failed' });
    expect((await call('GET', '/x', { headers: [(await begin()).cookie] })).body).toEqual({ handed: 'the handler failed' });
  });

  it('starts and ends no session, and refuses quietly, once somebody else has answered', async () => {
    const codes: unknown[] = [];
    const { call, gemel } = await start((app, auth) => {
      const answerFirst: onRequestHookHandler = (request, reply, done) => {
        void reply.code(503).send('too late');
        auth.require()(request, reply, done);
      };
      app.get('/x', { onRequest: answerFirst }, async () => 'let in');
      app.get('/y', async (request, reply) => {
        await reply.send('too early');
        for (const act of [auth.startSession(request, reply, { subject: 'late' }), auth.endSession(request, reply)]) {
          codes.push(await outcomeOf(act));
        }
      });
    });
    const answer = await call('GET', '/x', { headers: [unknownCookie] });
    expect([answer.status, answer.text]).toEqual([503, 'too late']);
    expect((await call('GET', '/y')).text).toBe('too early');
    await expect.poll(() => codes).toEqual(['internal', 'internal']);
    expect(await gemel.listSessions('late')).toEqual([]);
  });

  it('fits the types of Fastify without needing them', () => {
    expectTypeOf<ReturnType<FastifyAuth['require']>>().toExtend<onRequestHookHandler>();
    expectTypeOf<ReturnType<FastifyAuth['endpoints']>>().toExtend<FastifyPluginCallback>();
    expectTypeOf<FastifyRequest>().toExtend<Parameters<FastifyAuth['startSession']>[0]>();
    expectTypeOf<Parameters<FastifyAuth['startSession']>[0]>().not.toBeAny();
  });
});
