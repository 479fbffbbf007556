/** Sessions in Redis, Valkey or a cluster. */
import { GemelError, optionsError } from '@gemel/protocol';
import { createRedisStore, type RedisStoreOptions } from 'gemel/stores/redis';
import { type RedisPlace, spellPlace } from '../../configuration/place.ts';
import type { OpenSessions } from '../open-stores.ts';
import { explainRedis } from './explain-redis.ts';
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
    if (!(error instanceof GemelError) || error.code !== 'store_unavailable') throw error;
    throw optionsError('gemel', [explainRedis(error.cause, spellPlace(place))]);
  }
}

/** Where changes wait for replicas, reads do too: a primary that was deposed confirms none. */
function replicationOf({ waitReplicas }: RedisPlace): RedisStoreOptions {
  return waitReplicas === 0 ? {} : { replication: { atLeast: waitReplicas }, fencedReads: true };
}
