/** What the doctor finds: on SQLite and on Redis; PostgreSQL has a page of its own. */
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RedisInstance, requireProgram, startRedis } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, runGemel } from '../support/server-process.ts';

const secret = 'Zm9yLXRoZS10ZXN0cy1vZi10aGUtZG9jdG9yLWFuZC1ubw';
let folder = '';

beforeAll(() => {
  folder = makeFolder();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function doctor(env: Readonly<Record<string, string>>): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const run = runGemel({ cwd: folder, args: ['doctor'], env: { GEMEL_SECRET: secret, ...env } });
  const code = await run.ended;
  return { code, lines: run.output().trim().split('\n') };
}

const problems = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith('problem'));

describe('gemel doctor', () => {
  it('finds that there is no database, and exits with 1', async () => {
    const { code, lines } = await doctor({});
    expect([code, problems(lines)]).toEqual([1, ['problem  There is no database at ./data/gemel.db: run `gemel migrate` to make it']]);
  });

  it('finds settings that are wrong, without trying where they lead', async () => {
    const { code, lines } = await doctor({ GEMEL_DATABASE_URL: 'postgres://gemel:hunter2@db', GEMEL_REDIS: 'x' });
    expect(code).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('finds nothing wrong with a database that was made as it should be, and who may read it if anybody may', async () => {
    await runGemel({ cwd: folder, args: ['migrate'] }).ended;
    const well = await doctor({});
    expect([well.code, problems(well.lines)]).toEqual([0, []]);
    expect(well.lines).toContainEqual(expect.stringMatching(/^ok {7}Clock: 0\.\d\d s/));
    chmodSync(join(folder, 'data/gemel.db'), 0o644);
    expect((await doctor({})).lines).toContainEqual(
      expect.stringMatching(/^warning {2}.*may be read by others \(mode 644\): run `chmod 600/),
    );
    chmodSync(join(folder, 'data/gemel.db'), 0o600);
  });

  it('says for whom the feed is, where clients are registered', async () => {
    const GEMEL_CLIENTS = JSON.stringify([{ id: 'orders', secretHash: 'A'.repeat(43), audiences: ['https://orders.example'] }]);
    const open = await doctor({ GEMEL_CLIENTS });
    expect(open.lines).toContainEqual(
      expect.stringMatching(/^warning {2}GEMEL_FEED_ACCESS is public: .* write GEMEL_FEED_ACCESS=clients$/),
    );
    const closed = await doctor({ GEMEL_CLIENTS, GEMEL_FEED_ACCESS: 'clients' });
    expect(closed.lines).toContainEqual('ok       GEMEL_FEED_ACCESS: the feed is for registered clients alone');
    const nobody = await doctor({ GEMEL_FEED_ACCESS: 'clients' });
    expect(problems(nobody.lines)).toEqual([expect.stringMatching(/GEMEL_CLIENTS registers none/)]);
  });

  it('warns of what weakens the promise or the throttling', async () => {
    const { code, lines } = await doctor({
      NODE_ENV: 'production',
      GEMEL_URL: 'https://login.example.com',
      GEMEL_ADMIN_HOST: '0.0.0.0',
      GEMEL_ON_STALE: 'accept',
      GEMEL_MAX_STALENESS: '2',
    });
    expect(code).toBe(0);
    for (const begin of [
      'GEMEL_URL is https, but GEMEL_TRUSTED_PROXIES is empty',
      'GEMEL_ADMIN_HOST is 0.0.0.0',
      'GEMEL_ON_STALE=accept',
      'GEMEL_MAX_STALENESS is 2 s here',
    ]) {
      expect(lines).toContainEqual(expect.stringContaining(`warning  ${begin}`));
    }
  });

  it('finds a proxy that believes everybody', async () => {
    const { code, lines } = await doctor({ GEMEL_TRUSTED_PROXIES: '0.0.0.0/0' });
    expect([code, problems(lines)]).toEqual([1, [expect.stringContaining('GEMEL_TRUSTED_PROXIES believes everybody')]]);
  });

  describe.skipIf(requireProgram('redis-server') === undefined)('with sessions in Redis', () => {
    let redis: RedisInstance;

    beforeAll(async () => {
      redis = await startRedis({ appendOnly: 'always' });
    }, 60_000);

    afterAll(() => redis.stop());

    it('reaches it, and names its version', async () => {
      const { code, lines } = await doctor({ GEMEL_REDIS_URL: redis.url });
      expect([code, problems(lines)]).toEqual([0, []]);
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^ok {7}Redis \\d+\\.\\d+\\.\\d+ at ${redis.url}$`)));
    });

    it('finds settings that lose sessions, and replicas that are waited for and not there', async () => {
      await redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      await redis.ask('CONFIG', 'SET', 'appendfsync', 'everysec');
      const { code, lines } = await doctor({ GEMEL_REDIS_URL: redis.url, GEMEL_REDIS_WAIT_REPLICAS: '1' });
      await redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
      expect(code).toBe(1);
      expect(problems(lines)).toEqual([
        expect.stringMatching(/allkeys-lru Redis deletes sessions .* Write maxmemory-policy noeviction$/),
        expect.stringMatching(/GEMEL_REDIS_WAIT_REPLICAS is 1, but no replica is connected/),
      ]);
      expect(lines).toContainEqual(expect.stringMatching(/^warning .*once a second.* Write appendfsync always$/));
    });

    it('finds that it cannot be reached, and goes on', async () => {
      const { code, lines } = await doctor({ GEMEL_REDIS_URL: 'redis://:hunter2@127.0.0.1:1' });
      expect(code).toBe(1);
      expect(problems(lines)).toEqual([expect.stringMatching(/^problem {2}Redis at redis:\/\/127\.0\.0\.1:1 refuses connections/)]);
      expect(lines.join('\n')).not.toContain('hunter2');
    });
  });
});
