/** The pairings of stores that a fleet runs on, each on private engines that survive a restart. */
import { type PostgresInstance, type RedisInstance, requireProgram, startPostgres, startRedis } from '@gemel/testbed';
import type { Environment } from './start-fleet.ts';

export interface Stores {
  readonly settings: Environment;
  /** Restarts every engine that sessions lie on. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  readonly isAvailable: boolean;
  start(): Promise<Stores>;
}

const hasRedis = requireProgram('redis-server') !== undefined;
const hasPostgres = requireProgram('postgres') !== undefined;
const secret = 'Zm9yLXRoZS10ZXN0cy1vZi1hLWZsZWV0LW9mLW5vZGVz';

export const storeKinds: readonly StoreKind[] = [
  {
    name: 'PostgreSQL',
    isAvailable: hasPostgres,
    async start() {
      const postgres = await startDurablePostgres();
      const url = await postgres.createDatabase();
      return {
        settings: { GEMEL_SECRET: secret, GEMEL_DATABASE_URL: url },
        restart: () => postgres.restart(),
        stop: () => postgres.stop(),
      };
    },
  },
  {
    name: 'Redis, with accounts on PostgreSQL',
    isAvailable: hasRedis && hasPostgres,
    async start() {
      const [redis, postgres] = [await startDurableRedis(), await startDurablePostgres()];
      const url = await postgres.createDatabase();
      return {
        settings: { GEMEL_SECRET: secret, GEMEL_DATABASE_URL: url, GEMEL_REDIS_URL: redis.url },
        restart: () => redis.restart(),
        async stop() {
          await redis.stop();
          await postgres.stop();
        },
      };
    },
  },
];

const startDurablePostgres = (): Promise<PostgresInstance> => startPostgres({ isDurable: true });
const startDurableRedis = (): Promise<RedisInstance> => startRedis({ appendOnly: 'always' });
