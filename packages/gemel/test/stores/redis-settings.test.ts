/** What `gemel doctor` is told about the settings of a Redis. */
import { type RedisInstance, requireProgram, startRedis, startRedisCluster, startRedisReplica } from '@gemel/testbed';
import { checkRedisSettings, createRedisStore } from 'gemel/stores/redis';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ioredis, libraries } from './redis-clients.ts';

const isMissing = requireProgram('redis-server') === undefined;

describe.skipIf(isMissing)('the settings of a Redis', () => {
  let redis: RedisInstance;
  beforeAll(async () => {
    redis = await startRedis();
    return () => redis.stop();
  });

  async function codesOf(url: string, library = ioredis): Promise<readonly string[]> {
    const { client, close } = await library.open(url);
    try {
      const findings = await checkRedisSettings(client);
      for (const { what, write } of findings) expect([what.endsWith('.'), write !== '']).toEqual([true, true]);
      return findings.map(({ code }) => code);
    } finally {
      await close();
    }
  }

  test.each(libraries)('are read through $name', async (library) => {
    expect(await codesOf(redis.url, library)).toEqual(['persistence_off', 'replica_missing']);
  });

  test.each([
    [{ 'maxmemory-policy': 'allkeys-lru' }, ['eviction_possible', 'persistence_off', 'replica_missing']],
    [{ 'maxmemory-policy': 'volatile-lru' }, ['persistence_off', 'replica_missing']],
    [{ save: '3600 1' }, ['persistence_by_snapshot_alone', 'replica_missing']],
    [{ appendonly: 'yes', appendfsync: 'everysec' }, ['fsync_every_second', 'replica_missing']],
    [{ appendonly: 'yes', appendfsync: 'no' }, ['fsync_never', 'replica_missing']],
    [{ appendonly: 'yes', appendfsync: 'always' }, ['replica_missing']],
  ])('%j lead to %j', async (settings, codes) => {
    onTestFinished(async () => {
      for (const [name, value] of [
        ['maxmemory-policy', 'noeviction'],
        ['save', ''],
        ['appendonly', 'no'],
      ] as const) {
        await redis.ask('CONFIG', 'SET', name, value);
      }
    });
    for (const [name, value] of Object.entries(settings)) await redis.ask('CONFIG', 'SET', name, value ?? '');
    expect(await codesOf(redis.url)).toEqual(codes);
  });

  test('say whether a deposed primary would go on, and that a replica is none', async () => {
    const primary = await startRedis({ appendOnly: 'always' });
    onTestFinished(() => primary.stop());
    const replica = await startRedisReplica(primary, { appendOnly: 'always' });
    onTestFinished(() => replica.stop());
    expect(await codesOf(primary.url)).toEqual(['deposed_primary_accepts_writes']);
    await primary.ask('CONFIG', 'SET', 'min-replicas-to-write', '1');
    expect(await codesOf(primary.url)).toEqual([]);
    expect(await codesOf(replica.url)).toContain('not_the_primary');
  });

  test('are hidden from a user who may not read them, who can use the store all the same', async () => {
    await redis.ask('ACL', 'SETUSER', 'app', 'on', '>c2VjcmV0', '~{gemel:*', '&{gemel:*', '+@all', '-@admin', '-@dangerous', '+info');
    const url = redis.url.replace('//', '//app:c2VjcmV0@');
    expect(await codesOf(url)).toEqual(['settings_hidden', 'replica_missing']);
    const { client, close } = await ioredis.open(url);
    onTestFinished(close);
    const store = await createRedisStore(client);
    expect((await store.keys.retire('k-1')).value).toBe('retired');
    await store.close();
  });

  test.each(libraries)('are read of every master of a cluster through $name', async (library) => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const { client, close } = await library.openCluster(cluster.masters.map(({ url }) => url));
    onTestFinished(close);
    await createRedisStore(client).then((store) => store.close());
    const findings = await checkRedisSettings(client);
    const servers = new Set(findings.map(({ server }) => server));
    expect(servers).toEqual(new Set(cluster.masters.map(({ port }) => `127.0.0.1:${port}`)));
  });
});
