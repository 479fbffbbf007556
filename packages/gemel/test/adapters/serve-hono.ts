/** The test application on Hono 4, on Node.js. */
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { createHonoAuth } from '../../src/adapters/hono/index.ts';
import { GemelError, type SessionPrincipal } from '../../src/index.ts';
import { problemAnswer } from '../../src/endpoints/index.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import type { Serve } from './host.ts';

interface Env {
  readonly Variables: { principal: SessionPrincipal };
}

export const serveHono: Serve = async (gemel, options) => {
  const auth = createHonoAuth(gemel, { ...options, remoteAddress: (c: Context) => getConnInfo(c).remote.address });
  const pages = createHonoAuth(gemel, { onRefused: (_error, c: Context) => c.redirect('/sign-in', 303) });
  const app = new Hono<Env>();
  app.use(auth.endpoints());
  for (const [path, requirement] of Object.entries(guardedRoutes)) app.all(path, auth.require(requirement), (c) => c.json(c.var.principal));
  app.get(PAGE_ROUTE, pages.require(), (c) => c.json(c.var.principal));
  app.all('/whoami', async (c) => {
    const result = await auth.authenticate(c);
    return c.json({ ...result, error: result.status === 'refused' ? result.error.code : undefined });
  });
  app.all('/sign-in', async (c) => c.json(await auth.startSession(c, { subject: 'ada' })));
  app.all('/sign-in-by-token', async (c) =>
    c.json(await auth.startSession(c, { subject: 'ada', mode: 'token', jkt: await auth.proofKeyOf(c) })),
  );
  app.post('/sign-out-here', async (c) => {
    await auth.endSession(c);
    return c.json({});
  });
  app.post('/step-up', auth.require(), async (c) => {
    auth.setCookie(c, await gemel.stepUp(c.var.principal.sid, { amr: ['otp'] }));
    return c.json({});
  });
  app.notFound((c) => c.body(null, 418));
  app.onError((error) => {
    if (error instanceof GemelError) return problemAnswer(error);
    throw error;
  });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
  });
};
