/** What of the machine a reader needs to judge the numbers. */
import os from 'node:os';
import type { StoreKind } from '../fleet/shared-store.ts';

export interface MachineFacts {
  readonly measuredAt: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly store: string;
  /** Work waiting per core when the run began: above 0.5 the machine was busy with something else. */
  readonly loadPerCore: number;
}

export function readMachineFacts(storeKind: StoreKind): MachineFacts {
  const cpus = os.cpus();
  return {
    measuredAt: new Date().toISOString(),
    node: process.versions.node,
    platform: `${os.platform()} ${os.arch()}`,
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    store: storeKind === 'redis' ? 'Redis, on this machine, nothing written to disk' : 'a SQLite file (no redis-server was found)',
    loadPerCore: Number(((os.loadavg()[0] ?? 0) / Math.max(1, cpus.length)).toFixed(2)),
  };
}

export function spellMachine(facts: MachineFacts): string {
  const { cpu, cores, memoryGiB, platform, node, store, loadPerCore, measuredAt } = facts;
  const busy = loadPerCore > 0.5 ? ' The machine was busy with other work, so times are long and spreads wide.' : '';
  return (
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node.js ${node}; store: ${store}. ` +
    `Load per core at the start ${loadPerCore}; ${measuredAt.slice(0, 16).replace('T', ' ')} UTC.${busy}`
  );
}
