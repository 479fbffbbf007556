/** Checks, before anything is written, that this is a server on which the store can keep its promises. */
import { type GemelError, optionsError } from '@gemel/protocol';
import type { RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { asList, asText } from './redis-reply.ts';
import { startScript } from './scripts/start-script.ts';

/** Streams that say what was ever added to them, and scripts that are refused as a whole. */
const OLDEST_MAJOR = 7;

/**
 * @param settle writes the number of partitions into every partition that has none.
 * @throws GemelError `options_invalid`, `store_unavailable`
 */
export async function startRedis(
  engine: RedisEngine,
  names: RedisNames,
  isClusterClient: boolean,
  settle: () => Promise<void>,
): Promise<void> {
  const ask = async (): Promise<readonly string[]> =>
    asList(await engine.run(startScript, [names.nothingOf(0), names.logOf(0)[0]], [])).map(asText);
  const [version = '', clusterMark] = await ask();
  if (isServerTooOld(version)) {
    throw refused(`this is Redis ${version}: use Redis ${OLDEST_MAJOR} or later, or Valkey`);
  }
  if (clusterMark === '1' && !isClusterClient) {
    throw refused('client: this server is part of a Redis Cluster: pass new Cluster([…]) of ioredis, or createCluster({…}) of node-redis');
  }
  await settle();
  const [, , stored = ''] = await ask();
  if (stored !== String(names.partitions)) {
    throw refused(`partitions: the sessions in this Redis are spread over ${stored}: write partitions: ${stored}`);
  }
}

/** @param version as `INFO` says it; Valkey gives that of the Redis it is compatible with. */
export function isServerTooOld(version: string): boolean {
  return !(Number.parseInt(version, 10) >= OLDEST_MAJOR);
}

function refused(problem: string): GemelError {
  return optionsError('createRedisStore', [problem]);
}
