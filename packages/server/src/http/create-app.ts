/** Everything that answers HTTP, in the order in which a request meets it. */
import { GemelError, problemFrom, toGemelError } from '@gemel/protocol';
import { createAccountEndpoints } from '@gemel/accounts';
import { Hono } from 'hono';
import { createEndpoints } from 'gemel/endpoints';
import { faultFacts } from '../logging/log-events.ts';
import { refuseConsoleSessions } from '../console/refuse-console-sessions.ts';
import { addPages } from '../pages/add-pages.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { addApiRoutes } from './api-routes.ts';
import { addHealthRoutes } from './health-routes.ts';
import { addPolicyReports } from './policy-reports.ts';
import { readReadiness } from './readiness.ts';
import { createRoutePattern } from './route-pattern.ts';
import { type RouteRow, routeTable } from './route-table.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { HttpEnvironment, Services } from './services.ts';

export interface App {
  readonly app: Hono<HttpEnvironment>;
  readonly routes: readonly RouteRow[];
}

export function createApp(given: Services): App {
  const services = { ...given, gemel: refuseConsoleSessions(given.gemel) };
  const { gemel, accounts, clients, feedAccess, sessionsMaxAuthAge, logger, requests, stopping, url } = services;
  const isHttps = url.startsWith('https:');
  const onFault = (error: GemelError): void => logger.error(faultFacts(error), 'fault');
  const app = new Hono<HttpEnvironment>();

  app.use(async (context, next) => {
    const begunMs = performance.now();
    await next();
    const { status } = context.res;
    addSecurityHeaders(context.res.headers, { isHttps, hasScript: context.get('hasScript') === true });
    if (stopping.aborted) context.res.headers.set('connection', 'close');
    const durationMs = Math.round((performance.now() - begunMs) * 10) / 10;
    const sid = context.get('sid');
    const route = routePattern(context.req.path);
    requests.note(route, status, durationMs);
    logger.info({ method: context.req.method, route, status, durationMs, ...(sid === undefined ? {} : { sid }) }, 'request');
  });
  addHealthRoutes(app, async () => readReadiness(services));
  const endpoints = [
    createAccountEndpoints(accounts, gemel, { onFault }),
    createEndpoints(gemel, {
      onFault,
      clients,
      feed: { access: feedAccess },
      useOnce: accounts.useOnce,
      ...(sessionsMaxAuthAge === undefined ? {} : { sessions: { maxAuthAge: sessionsMaxAuthAge } }),
    }),
  ];
  addApiRoutes(app, endpoints, stopping);
  const explain = addPages(app, services);
  addPolicyReports(app, services);
  app.notFound((context) => answerError(context, new GemelError('not_found')));
  app.onError((thrown, context) => {
    const error = toGemelError(thrown);
    if (!error.isRefusal) onFault(error);
    return answerError(context, error);
  });
  const routes = routeTable(app, endpoints);
  const routePattern = createRoutePattern(routes);
  return { app, routes };

  /** People get a page, programs get problem+json. */
  function answerError(context: PageContext, error: GemelError): Response | Promise<Response> {
    if (context.req.header('accept')?.includes('text/html') === true) return explain(context, error);
    const { status, headers, body } = problemFrom(error);
    return new Response(JSON.stringify(body), { status, headers });
  }
}
