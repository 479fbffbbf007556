/** What a relay answers: the feed, its health, its metrics. */
import { endpointPaths, GemelError, type RevocationFeed } from '@gemel/protocol';
import { answerFeed, type View } from '@gemel/verifier';
import { type Client, createCheckClient, jsonAnswer } from 'gemel/endpoints';
import { Hono } from 'hono';
import type { FeedAccess } from '../configuration/configuration.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { LeaseWatch } from '../logging/watch-lease.ts';
import { EXPOSITION_TYPE, formatMetrics } from '../metrics/exposition.ts';
import { feedMetrics } from '../metrics/feed-metrics.ts';
import type { LabelledCounter } from '../metrics/labelled-counter.ts';
import { counter } from '../metrics/metric.ts';
import type { ProcessFacts } from '../metrics/process-facts.ts';
import { requestMetrics } from '../metrics/request-metrics.ts';
import type { RequestCounts } from '../metrics/request-counts.ts';
import { answerProblem } from './answer-problem.ts';
import { addHealthRoutes } from './health-routes.ts';
import type { Readiness } from './readiness.ts';
import { createRoutePattern } from './route-pattern.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { HttpEnvironment } from './services.ts';
import { untilStopping } from './until-stopping.ts';

export interface RelayServices {
  /** The feed as it is passed on. */
  readonly relay: RevocationFeed;
  /** What a reader of it holds. */
  readonly view: View;
  readonly clients: readonly Client[];
  readonly feedAccess: FeedAccess;
  readonly logger: Logger;
  readonly onFault: (error: GemelError) => void;
  readonly requests: RequestCounts;
  /** Aborted when the process has begun to stop. */
  readonly stopping: AbortSignal;
}

const routePattern = createRoutePattern([endpointPaths.feed, '/livez', '/readyz'].map((path) => ({ method: 'GET', path })));

export function createRelayApp(services: RelayServices): Hono<HttpEnvironment> {
  const { relay, view, clients, feedAccess, logger, onFault, requests, stopping } = services;
  const checkClient = feedAccess === 'clients' ? createCheckClient(clients) : undefined;
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    const begunMs = performance.now();
    await next();
    const { status } = context.res;
    addSecurityHeaders(context.res.headers, { isHttps: false });
    if (stopping.aborted) context.res.headers.set('connection', 'close');
    const durationMs = Math.round((performance.now() - begunMs) * 10) / 10;
    const route = routePattern(context.req.path);
    requests.note(route, status, durationMs);
    logger.debug({ method: context.req.method, route, status, durationMs }, 'request');
  });
  addHealthRoutes(app, () => judge(services));
  app.get(endpointPaths.feed, async ({ req }) => {
    // Before anything else is looked at, so that no stranger counts as a reader.
    await checkClient?.(req.raw);
    return untilStopping(req.raw, stopping, async ({ url, signal }) =>
      jsonAnswer(await answerFeed(relay, new URL(url).searchParams, { longestWait: view.maxStaleness, signal })),
    );
  });
  app.all(endpointPaths.feed, () => {
    const answer = answerProblem(new GemelError('method_not_allowed'), onFault);
    answer.headers.set('allow', 'GET, HEAD');
    return answer;
  });
  app.notFound(() => answerProblem(new GemelError('not_found'), onFault));
  app.onError((thrown) => answerProblem(thrown, onFault));
  return app;
}

export interface RelayAdminParts {
  readonly services: RelayServices;
  readonly lease: Pick<LeaseWatch, 'staleFor'>;
  readonly faults: LabelledCounter;
  readonly processFacts: ProcessFacts;
  readonly version: string;
}

export function createRelayAdminApp({ services, lease, faults, processFacts, version }: RelayAdminParts): Hono<HttpEnvironment> {
  const { view, requests, onFault } = services;
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    await next();
    addSecurityHeaders(context.res.headers, { isHttps: false });
  });
  addHealthRoutes(app, () => judge(services));
  app.get('/metrics', (context) => {
    const metrics = [
      ...feedMetrics({ feed: view.status(), maxStaleness: view.maxStaleness, staleFor: lease.staleFor() }),
      counter('gemel_faults_total', 'Faults of what this relay depends on, by code.', faults.samples()),
      ...requestMetrics(requests, version),
      ...processFacts.read(),
    ];
    return context.body(formatMetrics(metrics), 200, { 'content-type': EXPOSITION_TYPE });
  });
  app.notFound(() => answerProblem(new GemelError('not_found'), onFault));
  app.onError((thrown) => answerProblem(thrown, onFault));
  return app;
}

/** A relay whose readers can hold no lease should be given none. */
function judge({ view, stopping }: RelayServices): Readiness {
  const { isFresh, leaseLeftMs, ...feed } = view.status();
  const { fresh } = feed.partitions;
  const status = isFresh ? 'ok' : fresh > 0 ? 'degraded' : 'failing';
  const components = { feed: { status, isFresh, ...feed, leaseLeftMs: Math.round(leaseLeftMs), maxStaleness: view.maxStaleness } };
  return { status: stopping.aborted ? 'stopping' : status === 'failing' ? 'failing' : 'ready', components };
}
