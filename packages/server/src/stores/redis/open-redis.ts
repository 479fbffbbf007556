/** Opens a connection to Redis or to a cluster, and finds out at once whether it can be used. */
import { optionsError } from '@gemel/protocol';
import type { Cluster, Redis } from 'ioredis';
import { type RedisPlace, spellPlace } from '../../configuration/place.ts';
import { explainRedis } from './explain-redis.ts';
import { probeRedis } from './probe-redis.ts';

/** Milliseconds between attempts to connect again: the first, and the longest. */
const retryMs = { first: 50, longest: 1000 };
/** Milliseconds without an answer after which a connection is taken for half-open, and another one is made. */
const deafMs = 10_000;

export interface OpenRedis {
  readonly client: Redis | Cluster;
  close(): void;
}

/**
 * Resolves when Redis has answered.
 *
 * @param socketTimeout milliseconds that a command waits for its answer before its connection is given up.
 * @throws GemelError `options_invalid` with the line that says what to do
 */
export async function openRedis(place: RedisPlace, socketTimeout: number = deafMs): Promise<OpenRedis> {
  try {
    await probeAny(place);
    const client = await connect(place, socketTimeout);
    // The store hears of what fails where it fails; the driver goes on connecting.
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.disconnect() };
  } catch (error) {
    throw optionsError('gemel', [explainRedis(error, spellPlace(place))]);
  }
}

/** One node that answers is enough to find the others. */
async function probeAny({ urls, isCluster }: RedisPlace): Promise<void> {
  const failures: unknown[] = [];
  for (const url of urls) {
    try {
      return await probeRedis(url, isCluster);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures.at(-1);
}

async function connect({ urls, isCluster }: RedisPlace, socketTimeout: number): Promise<Redis | Cluster> {
  const { Cluster: RedisCluster, Redis: SingleRedis } = await import('ioredis');
  const retryStrategy = (times: number): number => Math.min(retryMs.first * times, retryMs.longest);
  const common = { connectionName: 'gemel', connectTimeout: retryMs.longest * 5, socketTimeout };
  // A command whose connection broke may have been carried out: it is never sent again of the driver's own accord.
  if (!isCluster) return new SingleRedis(urls[0], { ...common, lazyConnect: true, retryStrategy, maxRetriesPerRequest: 0 });
  const { username, password, protocol } = new URL(urls[0]);
  return new RedisCluster([...urls], {
    lazyConnect: true,
    clusterRetryStrategy: retryStrategy,
    retryDelayOnFailover: 0,
    slotsRefreshInterval: retryMs.longest,
    redisOptions: {
      ...common,
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  });
}
