/** What only Express can do: mounting, other body parsers, errors that are handed on. */
import { createServer } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createExpressAuth, type ExpressAuth, type ExpressAuthOptions } from '../../src/adapters/express/index.ts';
import type { GemelOptions, SessionPrincipal } from '../../src/index.ts';
import { type Host, startHost } from './host.ts';
import { listen } from './listen.ts';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(
  build: (app: express.Express, auth: ExpressAuth) => void,
  options: ExpressAuthOptions = {},
  engine: Partial<GemelOptions> = {},
  framework: typeof express = express,
): Promise<Host> {
  const host = await startHost((gemel) => {
    const app = framework();
    build(app, createExpressAuth(gemel, options));
    app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => void res.status(500).json({ handed: error.message }));
    return listen(createServer(app));
  }, engine);
  hosts.push(host);
  return host;
}

const tokenForm = { headers: [['content-type', 'application/x-www-form-urlencoded']], body: 'grant_type=x' } as const;

describe('the Express adapter', () => {
  it('answers below the path of the issuer, mounted there or not', async () => {
    const engine = { issuer: 'https://app.example/tenant' };
    for (const mount of ['/', '/tenant']) {
      const { call } = await start((app, auth) => app.use(mount, auth.endpoints()), {}, engine);
      expect((await call('GET', '/tenant/auth/session')).status).toBe(401);
      expect((await call('GET', '/auth/session')).status).toBe(404);
    }
  });

  it.each([
    ['text', express.text({ type: '*/*' })],
    ['bytes', express.raw({ type: '*/*' })],
    ['an object', express.urlencoded()],
  ])('reads a body that a parser has made into %s', async (_what, parser) => {
    const { call } = await start((app, auth) => app.use(parser, auth.endpoints()));
    expect((await call('POST', '/oauth/token', tokenForm)).body).toMatchObject({ code: 'grant_type_unsupported' });
    const twice = { ...tokenForm, body: 'grant_type=x&grant_type=x' };
    expect((await call('POST', '/oauth/token', twice)).body).toMatchObject({ code: 'request_malformed' });
  });

  it('takes a body that somebody else has emptied for an empty one', async () => {
    const { call } = await start((app, auth) => {
      app.use((req, _res, next) => void req.on('end', () => next()).resume());
      app.use(auth.endpoints());
    });
    expect((await call('POST', '/oauth/token', tokenForm)).body).toMatchObject({ code: 'request_malformed' });
    expect((await call('POST', '/auth/sign-out', tokenForm)).status).toBe(303);
  });

  it('keeps the headers that middleware has set', async () => {
    const { call } = await start(
      (app, auth) => {
        app.use((_req, res, next) => {
          res.setHeader('vary', 'Accept-Encoding').setHeader('x-frame-options', 'DENY').setHeader('set-cookie', 'a=b');
          next();
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

  it.each([
    ['5', express],
    ['4', express4],
  ])('hands on what a handler or a refusal page throws, on Express %s', async (_version, framework) => {
    const options: ExpressAuthOptions = {
      onRefused() {
        throw new Error('the page failed');
      },
    };
    const { call, begin } = await start(
      (app, auth) => {
        app.get('/x', auth.require(), () => {
          throw new Error('the handler failed');
        });
      },
      options,
      { sessions: { cacheSize: 0 } },
      framework,
    );
    const unknown = ['cookie', `__Host-Http-gemel=${'A'.repeat(22)}.${'A'.repeat(43)}`] as const;
    expect((await call('GET', '/x')).body).toEqual({ handed: 'the page failed' });
    expect((await call('GET', '/x', { headers: [unknown] })).body).toEqual({ handed: 'the page failed' });
    expect((await call('GET', '/x', { headers: [(await begin()).cookie] })).body).toEqual({ handed: 'the handler failed' });
  });

  it('knows req.principal, and fits the types of Express without needing them', () => {
    expectTypeOf<Request['principal']>().toEqualTypeOf<SessionPrincipal>();
    expectTypeOf<ReturnType<ExpressAuth['require']>>().toExtend<express.RequestHandler>();
    expectTypeOf<ReturnType<ExpressAuth['endpoints']>>().toExtend<express.RequestHandler>();
    expectTypeOf<Parameters<ExpressAuth['startSession']>[0]>().not.toBeAny();
  });
});
