/** Connects to Redis, and looks at what its settings may lose. */
import type { RedisPlace } from '../configuration/place.ts';
import { openRedis } from '../stores/redis/open-redis.ts';
import { checkRedis } from './check-redis.ts';
import type { Finding } from './finding.ts';

export async function examineRedis(place: RedisPlace): Promise<readonly Finding[]> {
  const { client, close } = await openRedis(place);
  try {
    return await checkRedis(client, place);
  } finally {
    close();
  }
}
