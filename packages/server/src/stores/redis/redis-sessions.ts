/** Sessions in Redis, Valkey or a cluster. */
import { createRedisStore, type RedisStoreOptions } from 'gemel/stores/redis';
import type { RedisPlace } from '../../configuration/place.ts';
import type { OpenSessions } from '../open-stores.ts';
import { openRedis } from './open-redis.ts';

/** @throws GemelError `options_invalid`, `store_unavailable` */
export async function openRedisSessions(place: RedisPlace): Promise<OpenSessions> {
  const { client, close } = await openRedis(place);
  try {
    const sessions = await createRedisStore(client, replicationOf(place));
    return {
      sessions,
      async close() {
        await sessions.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Where changes wait for replicas, reads do too: a primary that was deposed confirms none. */
function replicationOf({ waitReplicas }: RedisPlace): RedisStoreOptions {
  return waitReplicas === 0 ? {} : { replication: { atLeast: waitReplicas }, fencedReads: true };
}
