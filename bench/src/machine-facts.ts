/** What of the machine a reader needs to judge the figures; nothing that names it. */
import os from 'node:os';

export interface MachineFacts {
  readonly measuredAt: string;
  readonly node: string;
  readonly v8: string;
  readonly openssl: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Work waiting per core when the run began: above 0.5 the machine was busy with something else. */
  readonly loadPerCore: number;
}

export function readMachineFacts(): MachineFacts {
  const cpus = os.cpus();
  return {
    measuredAt: new Date().toISOString(),
    node: process.versions.node,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    platform: `${os.platform()} ${os.arch()}`,
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    loadPerCore: Number(((os.loadavg()[0] ?? 0) / Math.max(1, cpus.length)).toFixed(2)),
  };
}

export function renderMachineFacts(facts: MachineFacts): string {
  return (
    `Node.js ${facts.node} (V8 ${facts.v8}, OpenSSL ${facts.openssl}), ${facts.platform}, ${facts.cpu}, ` +
    `${facts.cores} cores, ${facts.memoryGiB} GiB; load per core at the start ${facts.loadPerCore}; ${facts.measuredAt}.`
  );
}
