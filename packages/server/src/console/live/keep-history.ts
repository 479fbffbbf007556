/** Keeps the history of the process that runs: a look each second. */
import type { Gemel } from 'gemel';
import type { LeaseWatch } from '../../logging/watch-lease.ts';
import type { EngineCounts } from '../../metrics/engine-counts.ts';
import { createOverviewHistory, type OverviewHistory } from './overview-history.ts';

export interface HistorySources {
  readonly gemel: Pick<Gemel, 'stats' | 'options'>;
  readonly counts: Pick<EngineCounts, 'revocations'>;
  readonly lease: Pick<LeaseWatch, 'staleFor'>;
}

export function keepHistory({ gemel, counts, lease }: HistorySources): OverviewHistory {
  const read = () => {
    const stats = gemel.stats();
    const left = stats.feed.leaseLeftMs / 1000;
    const lag = Math.max(0, gemel.options.freshness.maxStaleness - left) + lease.staleFor();
    return { stats, revocations: counts.revocations.samples().map(({ labels = {}, value }) => ({ labels, value })), lag, lease: left };
  };
  const every = (act: () => void): (() => void) => {
    const timer = setInterval(act, 1000).unref();
    return () => clearInterval(timer);
  };
  return createOverviewHistory({ read, every });
}
