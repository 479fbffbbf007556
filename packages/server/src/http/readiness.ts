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

function judge({ store, feed, keys, fleet }: GemelHealth, { gemel, stopping, accounts }: Services): Readiness {
  const queue = accounts.hashing();
  const { onStale } = gemel.options.freshness;
  const components = {
    store: { status: store },
    feed: { status: feedStatus(feed), ...feed, leaseLeftMs: Math.round(feed.leaseLeftMs), maxStaleness: fleet.maxStaleness, onStale },
    node: { status: 'ok', id: fleet.nodeId, readers: fleet.readers },
    keys: { status: keys.active === undefined ? 'failing' : 'ok', active: keys.active, published: keys.published },
    hashing: { status: queue.waiting < queue.maxQueue ? 'ok' : 'failing', ...queue },
  };
  const isReady = Object.values(components).every(({ status }) => status !== 'failing');
  return { status: stopping.aborted ? 'stopping' : isReady ? 'ready' : 'failing', components };
}

/** A part of the log that is silent does not make the node useless: what lies in the others is judged as ever. */
function feedStatus({ isFresh, partitions }: GemelHealth['feed']): 'ok' | 'degraded' | 'failing' {
  if (isFresh) return 'ok';
  return partitions.fresh > 0 ? 'degraded' : 'failing';
}
