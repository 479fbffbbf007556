/** What the nodes of a fleet share: a private Redis behind a network that can be ill-treated, or a SQLite file. */
import { findProgram } from '@gemel/testbed/find-program';
import { type RedisInstance, startRedis } from '@gemel/testbed/start-redis';
import path from 'node:path';
import type { StoreAddress } from '../nodes/node-setup.ts';
import { sumSqliteBytes } from '../store/sum-sqlite-bytes.ts';
import { type Network, startNetwork } from './network.ts';

export type StoreKind = StoreAddress['kind'];

export interface SharedStore {
  readonly kind: StoreKind;
  addressFor(node: number): StoreAddress;
  /** Everything is lost, as by FLUSHALL. False where that cannot be done. */
  flush(): Promise<boolean>;
  /** Milliseconds of CPU that the store has used; null where it is a file. */
  cpuMs(): Promise<number | null>;
  /** Bytes that it holds, by its own account. */
  bytes(): Promise<number>;
  readonly network: Network | null;
  stop(): Promise<void>;
}

/** Which kind this machine has. */
export function findStoreKind(): StoreKind {
  return findProgram('redis-server') === undefined ? 'sqlite' : 'redis';
}

export interface StorePlan {
  readonly kind: StoreKind;
  readonly folder: string;
  /** How many nodes there can be. */
  readonly lanes: number;
  /** False: straight to the store, where a proxy's own work would be measured. */
  readonly isProxied: boolean;
}

export async function startStore({ kind, folder, lanes, isProxied }: StorePlan): Promise<SharedStore> {
  if (kind === 'sqlite') return openFile(path.join(folder, 'shared.db'));
  const redis = await startRedis();
  const network = isProxied ? await startNetwork({ target: redis.port, lanes }) : null;
  return {
    kind,
    network,
    addressFor: (node) => ({ kind, url: `redis://127.0.0.1:${network?.ports[node] ?? redis.port}` }),
    flush: async () => (await redis.ask('FLUSHALL')) === 'OK',
    cpuMs: () => readCpu(redis),
    bytes: () => sumBytes(redis),
    async stop() {
      await network?.stop();
      await redis.stop();
    },
  };
}

function openFile(file: string): SharedStore {
  return {
    kind: 'sqlite',
    network: null,
    addressFor: () => ({ kind: 'sqlite', file }),
    flush: async () => false,
    cpuMs: async () => null,
    bytes: () => sumSqliteBytes(file),
    stop: async () => undefined,
  };
}

async function readCpu(redis: RedisInstance): Promise<number> {
  const text = String(await redis.ask('INFO', 'cpu'));
  const seconds = ['used_cpu_sys', 'used_cpu_user'].map((name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1] ?? 0));
  return seconds.reduce((sum, one) => sum + one, 0) * 1000;
}

/** Exact, and slow: every key is asked for its size. */
async function sumBytes(redis: RedisInstance): Promise<number> {
  const script = `local sum, cursor = 0, '0'
repeat
  local page = redis.call('SCAN', cursor, 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do sum = sum + (redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) or 0) end
until cursor == '0'
return sum`;
  return Number(await redis.ask('EVAL', script, 0));
}
