/** Whether the process lives, and whether it should be given work. */
import type { Hono } from 'hono';
import type { GemelHealth } from 'gemel';
import type { HttpEnvironment, Services } from './services.ts';

interface Readiness {
  readonly status: 'ready' | 'failing' | 'stopping';
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function addHealthRoutes(app: Hono<HttpEnvironment>, services: Services): void {
  app.get('/livez', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', async (context) => {
    const readiness = judge(await services.gemel.health(), services);
    return context.json(readiness, readiness.status === 'ready' ? 200 : 503);
  });
}

function judge({ store, feed, keys }: GemelHealth, { stopping, accounts }: Services): Readiness {
  const queue = accounts.hashing();
  const components = {
    store: { status: store },
    feed: { status: feed.isFresh ? 'ok' : 'failing', leaseLeftMs: Math.round(feed.leaseLeftMs), entries: feed.entries, epoch: feed.epoch },
    keys: { status: keys.active === undefined ? 'failing' : 'ok', active: keys.active, published: keys.published },
    hashing: { status: queue.waiting < queue.maxQueue ? 'ok' : 'failing', ...queue },
  };
  const isReady = Object.values(components).every(({ status }) => status === 'ok');
  return { status: stopping.aborted ? 'stopping' : isReady ? 'ready' : 'failing', components };
}
