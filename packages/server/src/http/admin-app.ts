/** What answers on the admin listener: metrics and health, for whoever can reach it. */
import { GemelError, problemFrom, toGemelError } from '@gemel/protocol';
import { Hono } from 'hono';
import { faultFacts } from '../logging/log-events.ts';
import type { LeaseWatch } from '../logging/watch-lease.ts';
import { collectMetrics } from '../metrics/collect-metrics.ts';
import type { EngineCounts } from '../metrics/engine-counts.ts';
import { EXPOSITION_TYPE, formatMetrics } from '../metrics/exposition.ts';
import type { ProcessFacts } from '../metrics/process-facts.ts';
import { addHealthRoutes } from './health-routes.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { HttpEnvironment, Services } from './services.ts';

export interface AdminParts {
  readonly services: Services;
  readonly counts: EngineCounts;
  readonly processFacts: ProcessFacts;
  readonly version: string;
  /** How many nodes are registered; undefined where the store does not say. */
  readonly countNodes: () => Promise<number | undefined>;
  readonly lease: Pick<LeaseWatch, 'staleFor'>;
}

export function createAdminApp({ services, counts, processFacts, version, countNodes, lease }: AdminParts): Hono<HttpEnvironment> {
  const { gemel, accounts, logger, requests } = services;
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    await next();
    addSecurityHeaders(context.res.headers, false);
  });
  addHealthRoutes(app, services);
  app.get('/metrics', async (context) => {
    const [health, nodes] = await Promise.all([gemel.health(), countNodes()]);
    const facts = {
      version,
      health,
      nodes,
      staleFor: lease.staleFor(),
      stats: gemel.stats(),
      hashing: accounts.hashing(),
      counts,
      requests,
    };
    return context.body(formatMetrics([...collectMetrics(facts), ...processFacts.read()]), 200, { 'content-type': EXPOSITION_TYPE });
  });
  app.notFound(() => answer(new GemelError('not_found')));
  app.onError((thrown) => {
    const error = toGemelError(thrown);
    if (!error.isRefusal) logger.error(faultFacts(error), 'fault');
    return answer(error);
  });
  return app;
}

function answer(error: GemelError): Response {
  const { status, headers, body } = problemFrom(error);
  return new Response(JSON.stringify(body), { status, headers });
}
