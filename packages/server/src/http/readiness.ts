/** Whether the process should be given work, and what it would lack. */
import type { GemelHealth } from 'gemel';
import type { Services } from './services.ts';

export interface Readiness {
  readonly status: 'ready' | 'failing' | 'stopping';
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Reads the store once. */
export async function readReadiness(services: Services): Promise<Readiness> {
  return judge(await services.gemel.health(), services);
}

function judge({ store, feed, keys }: GemelHealth, { gemel, stopping, accounts }: Services): Readiness {
  const queue = accounts.hashing();
  const { maxStaleness, onStale } = gemel.options.freshness;
  const components = {
    store: { status: store },
    feed: { status: feed.isFresh ? 'ok' : 'failing', ...feed, leaseLeftMs: Math.round(feed.leaseLeftMs), maxStaleness, onStale },
    keys: { status: keys.active === undefined ? 'failing' : 'ok', active: keys.active, published: keys.published },
    hashing: { status: queue.waiting < queue.maxQueue ? 'ok' : 'failing', ...queue },
  };
  const isReady = Object.values(components).every(({ status }) => status === 'ok');
  return { status: stopping.aborted ? 'stopping' : isReady ? 'ready' : 'failing', components };
}
