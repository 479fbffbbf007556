/** What answers on the admin listener: metrics and health for whoever can reach it, administration for whoever may. */
import { GemelError, toGemelError } from '@gemel/protocol';
import { Hono } from 'hono';
import type { AdminServices } from '../admin/admin-operation.ts';
import { addAdminRoutes } from '../admin/http/add-admin-routes.ts';
import type { OverviewHistory } from '../console/live/overview-history.ts';
import { mountConsole } from '../console/mount-console.ts';
import { createReadConsoleActor } from '../console/read-console-actor.ts';
import { faultFacts } from '../logging/log-events.ts';
import type { LeaseWatch } from '../logging/watch-lease.ts';
import { collectMetrics } from '../metrics/collect-metrics.ts';
import type { EngineCounts } from '../metrics/engine-counts.ts';
import { EXPOSITION_TYPE, formatMetrics } from '../metrics/exposition.ts';
import type { ProcessFacts } from '../metrics/process-facts.ts';
import { addAssetRoutes } from '../pages/asset-routes.ts';
import { operatorPages } from '../openapi/pages/fixed-pages.ts';
import { addReferenceRoutes } from '../openapi/reference/add-reference-routes.tsx';
import { addOutboxRoutes } from '../outbox/outbox-routes.tsx';
import type { Outbox } from '../outbox/create-outbox.ts';
import type { PageContext } from '../pages/page-context.ts';
import { answerProblem } from './answer-problem.ts';
import { addHealthRoutes } from './health-routes.ts';
import { createPageRoutes } from './page-routes.ts';
import { readReadiness } from './readiness.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { HttpEnvironment, Services } from './services.ts';

export interface AdminParts {
  readonly services: Services;
  /** What operations work on. */
  readonly administration: AdminServices;
  readonly counts: EngineCounts;
  readonly processFacts: ProcessFacts;
  readonly version: string;
  /** How many nodes are registered; undefined where the store does not say. */
  readonly countNodes: () => Promise<number | undefined>;
  readonly lease: Pick<LeaseWatch, 'staleFor'>;
  /** In development without a mail server. */
  readonly outbox: Outbox | undefined;
  readonly history: OverviewHistory;
}

export function createAdminApp({
  services,
  administration,
  counts,
  processFacts,
  version,
  countNodes,
  lease,
  outbox,
  history,
}: AdminParts): Hono<HttpEnvironment> {
  const { gemel, accounts, logger, requests } = services;
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    await next();
    addSecurityHeaders(context.res.headers, { isHttps: false, hasScript: context.get('hasScript') === true });
  });
  addHealthRoutes(app, async () => readReadiness(services));
  const pages = createPageRoutes(app, operatorPages);
  pages.get('/metrics', async (context) => {
    const [health, nodes] = await Promise.all([gemel.health(), countNodes()]);
    const facts = {
      version,
      health,
      nodes,
      staleFor: lease.staleFor(),
      stats: gemel.stats(),
      hashing: accounts.hashing(),
      audit: accounts.audit.load(),
      mail: accounts.mail(),
      counts,
      requests,
    };
    return context.body(formatMetrics([...collectMetrics(facts), ...processFacts.read()]), 200, { 'content-type': EXPOSITION_TYPE });
  });
  const assets = addAssetRoutes(app);
  const explain = mountConsole(app, { services, administration, assets, history });
  addAdminRoutes(app, { services: administration, logger, readConsoleActor: createReadConsoleActor(services) });
  addReferenceRoutes(pages, { url: services.url, assets });
  if (outbox !== undefined) addOutboxRoutes(app, outbox, assets);
  const onFault = (error: GemelError): void => logger.error(faultFacts(error), 'fault');
  app.notFound((context) => answerError(context, new GemelError('not_found')));
  app.onError((thrown, context) => answerError(context, thrown));
  return app;

  /** People at the console get a page, everybody else problem+json. */
  function answerError(context: PageContext, thrown: unknown): Response | Promise<Response> {
    const isOfConsole = context.req.path === '/console' || context.req.path.startsWith('/console/');
    const isForPeople = isOfConsole && context.req.header('accept')?.includes('text/html') === true;
    if (!isForPeople) return answerProblem(thrown, onFault);
    const error = toGemelError(thrown);
    if (!error.isRefusal) onFault(error);
    return explain(context, error);
  }
}
