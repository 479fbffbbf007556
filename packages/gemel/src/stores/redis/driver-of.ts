/** Finds out which library a client is of. */
import { createIoredisDriver } from './ioredis-driver.ts';
import { createNodeRedisDriver } from './node-redis-driver.ts';
import type { RedisClient, RedisDriver } from './redis-client.ts';

/** Returns undefined where it is of neither. */
export function driverOf(client: RedisClient): RedisDriver | undefined {
  return createIoredisDriver(client) ?? createNodeRedisDriver(client);
}
