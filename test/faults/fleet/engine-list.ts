/** The engines that faults are tried on, each as a private instance with what can be done to it. */
import path from 'node:path';
import { createTempFolder, requireProgram, startPostgres, startRedis } from '@gemel/testbed';
import type { StoreAddress } from './start-fleet.ts';

/** Where a fleet keeps its sessions. */
export interface Place {
  readonly store: StoreAddress;
  stop(): Promise<void>;
}

/** A running engine that a test ill-treats. */
export interface Engine extends Place {
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export interface EngineKind {
  readonly name: string;
  /** False where the program is missing, which has been said. */
  readonly isHere: boolean;
  /** Starts one that keeps what it has acknowledged over a `kill -9`. */
  start(): Promise<Engine>;
}

/** Those that run as processes of their own and are reached over a network. */
export const servers: readonly EngineKind[] = [
  {
    name: 'Redis',
    isHere: requireProgram('redis-server') !== undefined,
    async start() {
      const redis = await startRedis({ appendOnly: 'always' });
      return { ...redis, store: { kind: 'redis', url: redis.url } };
    },
  },
  {
    name: 'PostgreSQL',
    isHere: requireProgram('postgres') !== undefined,
    async start() {
      const postgres = await startPostgres({ isDurable: true });
      return { ...postgres, store: { kind: 'postgres', url: postgres.url } };
    },
  },
];

/** A file that every process opens itself: nothing can be done to it. */
export async function startSqlite(): Promise<Place> {
  const folder = await createTempFolder('faults');
  return { store: { kind: 'sqlite', url: path.join(folder.path, 'gemel.db') }, stop: folder.remove };
}
