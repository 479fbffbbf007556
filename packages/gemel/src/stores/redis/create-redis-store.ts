/** The store on Redis, Valkey or Redis Cluster: any number of nodes share it. */
import { randomBytes } from 'node:crypto';
import { optionsError } from '@gemel/protocol';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { driverOf } from './driver-of.ts';
import { createHealLogs } from './heal-logs.ts';
import { createPartitionReader } from './read-partitions.ts';
import type { RedisClient } from './redis-client.ts';
import { createRedisEngine } from './redis-engine.ts';
import { createRedisEverybody } from './redis-everybody.ts';
import { createRedisFleet } from './redis-fleet.ts';
import { createRedisKeys } from './redis-keys.ts';
import { createRedisLog } from './redis-log.ts';
import { createRedisMaintenance } from './redis-maintenance.ts';
import { createRedisNames } from './redis-names.ts';
import { createRedisQuorum } from './redis-quorum.ts';
import { type RedisStoreOptions, resolveRedisOptions } from './redis-options.ts';
import { createRedisSessions } from './redis-sessions.ts';
import { createRedisWaiters, type RedisWaiters } from './redis-waiters.ts';
import { startRedis } from './start-redis.ts';

const NO_CLIENT = 'client: pass new Redis(…) or new Cluster([…]) of ioredis, or createClient(…) or createCluster(…) of node-redis';

/**
 * Creates the store on the user's own client of ioredis or node-redis (connected, there), which stays the user's: close it after the
 * store. At the first start on this data the number of partitions is written down; from then on it must be the same.
 *
 * @throws GemelError `options_invalid`, `store_unavailable`
 *
 * @example
 * const store = await createRedisStore(new Redis('redis://127.0.0.1:6379'));
 */
export async function createRedisStore(client: RedisClient, options: RedisStoreOptions = {}): Promise<SessionStore> {
  const { prefix, partitions, timeoutMs, replication, fencedReads } = resolveRedisOptions(options);
  const driver = driverOf(client);
  if (driver === undefined) throw optionsError('createRedisStore', [NO_CLIENT]);
  const names = createRedisNames(prefix, partitions);
  const freshText = createFreshText();
  const quorum = replication && createRedisQuorum(driver, { ...replication, timeoutMs, waitMs: replication.timeoutMs, freshText });
  const engine = createRedisEngine(driver, { timeoutMs, quorum, fencedReads, freshText });
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const groups = { of: driver.isCluster ? all.map((partition) => [partition]) : [all], graceMs: timeoutMs / 10 };
  const reader = createPartitionReader(engine, names, (partition, position) => waiters.hasNews(partition, position));
  const heal = createHealLogs(engine, names, freshText);
  const log = createRedisLog(names, reader, heal, groups, (partition, part) => waiters.note(partition, part));
  const waiters: RedisWaiters = createRedisWaiters(driver, names, async (after) => {
    const { value } = await log.read(after);
    return value.isSnapshot || value.entries.length > 0 || value.hasMore;
  });
  const { advance } = waiters;

  await startRedis(engine, names, driver.isCluster, () => heal(all));
  return {
    nameSession: names.nameSession,
    ...createRedisSessions(engine, names, freshText, advance),
    ...createRedisEverybody(engine, names, freshText, advance),
    ...createRedisMaintenance(engine, names, freshText, advance),
    readLog: log.read,
    waitForNews: (after, { waitMs, signal }) => waiters.wait(after, waitMs, signal),
    onHeard: waiters.onHeard,
    keys: createRedisKeys(engine, names, freshText, (position) => advance(0, position)),
    fleet: createRedisFleet(engine, names),
    async close() {
      waiters.close();
      quorum?.close();
    },
  };
}

/** Texts that no other store has, nor this one before. */
function createFreshText(): () => string {
  const own = randomBytes(9).toString('base64url');
  let count = 0;
  return () => `${own}${(count += 1).toString(36)}`;
}
