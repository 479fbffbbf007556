/** What only Koa can do: its own status and body, errors that are handed up, answers begun too early. */
import { createServer } from 'node:http';
import Koa, { type Context, type Middleware } from 'koa';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createKoaAuth, type KoaAuth, type KoaAuthOptions } from '../../src/adapters/koa/index.ts';
import { GemelError, type GemelOptions } from '../../src/index.ts';
import { type Host, startHost } from './host.ts';
import { listen } from './listen.ts';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(
  build: (app: Koa, auth: KoaAuth) => void,
  options: KoaAuthOptions = {},
  engine: Partial<GemelOptions> = {},
): Promise<Host> {
  const host = await startHost((gemel) => {
    const app = new Koa();
    app.use(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = 500;
        ctx.body = { handed: error instanceof Error ? error.message : '' };
      }
    });
    build(app, createKoaAuth(gemel, options));
    return listen(createServer(app.callback()));
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

describe('the Koa adapter', () => {
  it('answers below the path of the issuer, also where a mount has cut the path', async () => {
    const { call } = await start(
      (app, auth) => {
        app.use((ctx, next) => {
          ctx.path = ctx.path.replace('/tenant', '');
          return next();
        });
        app.use(auth.endpoints());
      },
      {},
      { issuer: 'https://app.example/tenant' },
    );
    expect((await call('GET', '/tenant/auth/session')).status).toBe(401);
    expect((await call('GET', '/auth/session')).status).toBe(404);
  });

  it('keeps the headers that middleware has set', async () => {
    const { call } = await start(
      (app, auth) => {
        app.use((ctx, next) => {
          ctx.set({ vary: 'Accept-Encoding', 'x-frame-options': 'DENY', 'set-cookie': 'a=b' });
          return next();
        });
        app.use(auth.endpoints());
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

  it('hands up what a handler or a refusal page throws', async () => {
    const options: KoaAuthOptions = {
      onRefused() {
        throw new Error('the page failed');
      },
    };
    const { call, begin } = await start(
      (app, auth) => {
        app.use(auth.require());
        app.use(() => {
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

  it('starts and ends no session, and refuses quietly, once the answer has been written', async () => {
    const codes: unknown[] = [];
    const { call, gemel } = await start((app, auth) => {
      app.use((ctx, next) => {
        ctx.respond = false;
        ctx.res.writeHead(503).end('too late');
        return next();
      });
      app.use(async (ctx, next) => {
        for (const act of [auth.startSession(ctx, { subject: 'late' }), auth.endSession(ctx)]) {
          codes.push(await outcomeOf(act));
        }
        return auth.require()(ctx, next);
      });
      app.use(() => codes.push('let in'));
    });
    expect((await call('GET', '/x', { headers: [unknownCookie] })).text).toBe('too late');
    await expect.poll(() => codes).toEqual(['internal', 'internal']);
    expect(await gemel.listSessions('late')).toEqual([]);
  });

  it('fits the types of Koa without needing them', () => {
    expectTypeOf<ReturnType<KoaAuth['require']>>().toExtend<Middleware>();
    expectTypeOf<ReturnType<KoaAuth['endpoints']>>().toExtend<Middleware>();
    expectTypeOf<Context>().toExtend<Parameters<KoaAuth['startSession']>[0]>();
    expectTypeOf<Parameters<KoaAuth['startSession']>[0]>().not.toBeAny();
  });
});
