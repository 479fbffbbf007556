/** The guarded service on each framework, as its users would write it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Principal } from '@gemel/protocol';
import { createExpressGuard } from '@gemel/verifier/express';
import { createFastifyGuard } from '@gemel/verifier/fastify';
import { createFetchGuard } from '@gemel/verifier/fetch';
import { createHonoGuard } from '@gemel/verifier/hono';
import { createKoaGuard } from '@gemel/verifier/koa';
import { createNodeHttpGuard } from '@gemel/verifier/node-http';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { guardedRoutes, PAGE_ROUTE, type Serve } from './guarded-routes.ts';

const ELSEWHERE = '/sign-in';
const pathOf = (url = ''): string => url.split('?')[0] ?? '';

async function listen(server: Server): ReturnType<Serve> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const onNodeHttp: Serve = ({ verifier, onFault, notePassed }) => {
  const guard = createNodeHttpGuard(verifier, { onFault });
  const pages = createNodeHttpGuard(verifier, {
    onRefused(_error, _req, res) {
      res.statusCode = 303;
      res.setHeader('location', ELSEWHERE);
      res.end('');
    },
  });
  const answer: Parameters<typeof guard>[1] = (req, res) => {
    notePassed();
    res.end(JSON.stringify(req.principal));
  };
  const routes = new Map(Object.entries(guardedRoutes).map(([path, requirement]) => [path, guard(requirement, answer)]));
  routes.set(PAGE_ROUTE, pages({}, answer));
  return listen(createServer((req, res) => routes.get(pathOf(req.url))?.(req, res)));
};

const onExpress =
  (framework: typeof express): Serve =>
  ({ verifier, onFault, notePassed }) => {
    const guard = createExpressGuard(verifier, { onFault });
    const pages = createExpressGuard(verifier, {
      onRefused(_error, _req, res: express.Response) {
        res.redirect(303, ELSEWHERE);
      },
    });
    const answer: express.RequestHandler = (req, res) => {
      notePassed();
      res.json(req.principal);
    };
    const app = framework();
    for (const [path, requirement] of Object.entries(guardedRoutes)) app.get(path, guard(requirement), answer);
    app.get(PAGE_ROUTE, pages(), answer);
    return listen(createServer(app));
  };

const onFastify: Serve = async ({ verifier, onFault, notePassed }) => {
  const guard = createFastifyGuard(verifier, { onFault });
  const pages = createFastifyGuard(verifier, {
    onRefused(_error, _request, reply) {
      reply.header('location', ELSEWHERE);
      reply.code(303);
      reply.send(new Uint8Array());
    },
  });
  const app = fastify({ forceCloseConnections: true });
  const answer = async (request: object): Promise<unknown> => {
    notePassed();
    return Reflect.get(request, 'principal');
  };
  for (const [path, requirement] of Object.entries(guardedRoutes)) app.get(path, { onRequest: guard(requirement) }, answer);
  app.get(PAGE_ROUTE, { onRequest: pages() }, answer);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: Number(new URL(address).port), close: () => app.close() };
};

const onHono: Serve = ({ verifier, onFault, notePassed }) => {
  const guard = createHonoGuard(verifier, { onFault });
  const pages = createHonoGuard(verifier, { onRefused: () => new Response(null, { status: 303, headers: { location: ELSEWHERE } }) });
  const app = new Hono<{ Variables: { principal: Principal } }>();
  for (const [path, requirement] of Object.entries({ ...guardedRoutes, [PAGE_ROUTE]: undefined })) {
    app.get(path, requirement === undefined ? pages() : guard(requirement), (c) => {
      notePassed();
      return c.json(c.var.principal);
    });
  }
  return listen(createServer(getRequestListener(app.fetch)));
};

const onKoa: Serve = ({ verifier, onFault, notePassed }) => {
  const guard = createKoaGuard(verifier, { onFault });
  const pages = createKoaGuard(verifier, {
    onRefused(_error, ctx) {
      ctx.status = 303;
      ctx.set('location', ELSEWHERE);
    },
  });
  const app = new Koa();
  const route = (path: string, middleware: Koa.Middleware): unknown =>
    app.use((ctx, next) => (ctx.path === path ? middleware(ctx, async () => answer(ctx)) : next()));
  const answer = (ctx: Koa.Context): void => {
    notePassed();
    ctx.body = ctx.state['principal'];
  };
  for (const [path, requirement] of Object.entries(guardedRoutes)) route(path, guard(requirement));
  route(PAGE_ROUTE, pages());
  return listen(createServer(app.callback()));
};

const onFetch: Serve = ({ verifier, onFault, notePassed }) => {
  const guard = createFetchGuard(verifier, { onFault });
  const pages = createFetchGuard(verifier, { onRefused: () => new Response(null, { status: 303, headers: { location: ELSEWHERE } }) });
  const answer = (_request: Request, principal: Principal): Response => {
    notePassed();
    return Response.json(principal);
  };
  const routes = new Map(Object.entries(guardedRoutes).map(([path, requirement]) => [path, guard(requirement, answer)]));
  routes.set(PAGE_ROUTE, pages({}, answer));
  const handle = async (request: Request): Promise<Response> =>
    (await routes.get(new URL(request.url).pathname)?.(request)) ?? new Response(null, { status: 404 });
  return listen(createServer(getRequestListener(handle)));
};

export const servers: readonly (readonly [name: string, serve: Serve])[] = [
  ['node:http', onNodeHttp],
  ['Express 5', onExpress(express)],
  ['Express 4', onExpress(express4)],
  ['Fastify 5', onFastify],
  ['Hono 4', onHono],
  ['Koa 3', onKoa],
  ['fetch', onFetch],
];
