/** The test application on node:http. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createNodeHttpAuth } from '../../src/adapters/node-http/index.ts';
import { GemelError } from '../../src/index.ts';
import { problemAnswer } from '../../src/endpoints/index.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import type { Serve } from './host.ts';
import { listen } from './listen.ts';

export const serveNodeHttp: Serve = async (gemel, options) => {
  const auth = createNodeHttpAuth(gemel, options);
  const pages = createNodeHttpAuth(gemel, {
    onRefused(_error, _req, res) {
      res.writeHead(303, { location: '/sign-in' }).end();
    },
  });
  const endpoints = auth.endpoints();
  const json = (res: ServerResponse, value: unknown): unknown =>
    res.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  const guarded = new Map(
    Object.entries(guardedRoutes).map(([path, requirement]) => [path, auth.require(requirement, (req, res) => json(res, req.principal))]),
  );
  guarded.set(
    PAGE_ROUTE,
    pages.require({}, (req, res) => json(res, req.principal)),
  );

  const route = async (req: IncomingMessage, res: ServerResponse): Promise<unknown> => {
    const [path = ''] = (req.url ?? '').split('?');
    const guard = guarded.get(path);
    if (guard !== undefined) return guard(req, res);
    switch (path) {
      case '/whoami': {
        const result = await auth.authenticate(req);
        return json(res, { ...result, error: result.status === 'refused' ? result.error.code : undefined });
      }
      case '/sign-in':
        return json(res, await auth.startSession(req, res, { subject: 'ada' }));
      case '/sign-in-by-token':
        return json(res, await auth.startSession(req, res, { subject: 'ada', mode: 'token', jkt: await auth.proofKeyOf(req) }));
      case '/sign-out-here':
        await auth.endSession(req, res);
        return json(res, {});
      case '/step-up': {
        const result = await auth.authenticate(req);
        if (result.status !== 'authenticated') throw new GemelError('authentication_required');
        auth.setCookie(res, await gemel.stepUp(result.principal.sid, { amr: ['otp'] }));
        return json(res, {});
      }
      default:
        return res.writeHead(418).end();
    }
  };
  const fail = async (error: unknown, res: ServerResponse): Promise<void> => {
    if (!(error instanceof GemelError)) throw error;
    const problem = problemAnswer(error);
    res.writeHead(problem.status, Object.fromEntries(problem.headers)).end(await problem.text());
  };
  return listen(
    createServer((req, res) => {
      if (!endpoints(req, res)) route(req, res).catch((error: unknown) => fail(error, res));
    }),
  );
};
