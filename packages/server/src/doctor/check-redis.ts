/** Looks at what Redis's settings may lose: sessions and revocations that were acknowledged. */
import { checkRedisSettings, type RedisFinding } from 'gemel/stores/redis';
import type { Cluster, Redis } from 'ioredis';
import { type RedisPlace, spellPlace } from '../configuration/place.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** What cannot be lived with; all else is a trade that somebody may have made. */
const problems: ReadonlySet<RedisFinding['code']> = new Set(['version_too_old', 'not_the_primary', 'eviction_possible']);

export async function checkRedis(client: Redis | Cluster, place: RedisPlace): Promise<readonly Finding[]> {
  const version = /^(?:valkey|redis)_version:(\S+)/m.exec(await client.info('server'))?.[1] ?? 'of unknown version';
  const found = await checkRedisSettings(client);
  return [ok(`Redis ${version} at ${spellPlace(place)}`), ...found.map(judge), ...checkFailover(found, place)];
}

function judge({ code, what, write, server }: RedisFinding): Finding {
  const text = `${server === undefined ? '' : `${server}: `}${what} Write ${write}`;
  return problems.has(code) ? problem(text) : warning(text);
}

/** Whether a failover can lose what was acknowledged, and whether a primary that was deposed could go on answering. */
function checkFailover(found: readonly RedisFinding[], { waitReplicas }: RedisPlace): readonly Finding[] {
  const hasReplicas = !found.some(({ code }) => code === 'replica_missing');
  if (waitReplicas > 0) {
    return hasReplicas
      ? [
          ok(
            `Failover: changes and reads wait for ${waitReplicas} ${waitReplicas === 1 ? 'replica' : 'replicas'} (GEMEL_REDIS_WAIT_REPLICAS)`,
          ),
        ]
      : [
          problem(
            `GEMEL_REDIS_WAIT_REPLICAS is ${waitReplicas}, but no replica is connected: no read is confirmed, and nodes answer 503. Bring one back`,
          ),
        ];
  }
  if (!hasReplicas) return [];
  return [
    warning(
      'Failover: nothing waits for the replicas. One that takes over may lack the last revocations, which hold then only because a running node announces them again; and a primary that was deposed but still runs would go on renewing leases. Set GEMEL_REDIS_WAIT_REPLICAS=1',
    ),
  ];
}
