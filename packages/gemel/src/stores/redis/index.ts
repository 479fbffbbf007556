/** `gemel/stores/redis`: the store on Redis, Valkey and Redis Cluster, over ioredis or node-redis. */
export { checkRedisSettings, type RedisFinding } from './check-redis-settings.ts';
export { createRedisStore } from './create-redis-store.ts';
export type { RedisClient } from './redis-client.ts';
export type { RedisFaultCause } from './redis-fault.ts';
export type { RedisStoreOptions } from './redis-options.ts';
