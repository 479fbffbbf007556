/** Invariant 9: a known credential costs the engine nothing, as the engine itself counts; activity is written once a minute, in batches. */
import { createHash, randomBytes } from 'node:crypto';
import { requireProgram, requireServer, startPostgres, startRedis, waitUntil } from '@gemel/testbed';
import { createGemel, type Gemel, type SessionStore } from 'gemel';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import { createRedisStore } from 'gemel/stores/redis';
import { aSessionRecord } from 'gemel/testing';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { outcome, withBearer, withCookie } from '../engine/fleet.ts';
import { ioredis } from '../stores/redis-clients.ts';

/** A store, and what its engine has counted so far. */
interface Counted {
  readonly store: SessionStore;
  /** Commands or statements that the engine has been given. */
  calls(): Promise<number>;
  /** Of those, the ones that write activity; undefined where they cannot be told apart. */
  touches(): Promise<number | undefined>;
}

const sessions = 250;
const requests = 100_000;
/** Seconds since when the sessions have not been seen. */
const quietFor = 120;
const idleMs = 1500;

async function openRedisCounted(): Promise<Counted> {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { client, close } = await ioredis.open(redis.url);
  onTestFinished(close);
  const store = await createRedisStore(client);
  onTestFinished(() => store.close());
  const calls = async (): Promise<number> => {
    const stats = String(await redis.ask('INFO', 'commandstats'));
    return [...stats.matchAll(/cmdstat_([a-z|-]+):calls=(\d+)/g)]
      .filter(([, name]) => name !== 'info')
      .reduce((sum, [, , count]) => sum + Number(count), 0);
  };
  return { store, calls, touches: async () => undefined };
}

async function openPostgresCounted(): Promise<Counted> {
  const server = await startPostgres({ config: { shared_preload_libraries: 'pg_stat_statements' } });
  onTestFinished(() => server.stop());
  const pool = new pg.Pool({ connectionString: server.url, max: 10 });
  onTestFinished(() => pool.end());
  await pool.query('CREATE EXTENSION pg_stat_statements');
  await migratePostgresStore(pool);
  const store = await createPostgresStore(pool);
  onTestFinished(() => store.close());
  const count = async (like: string): Promise<number> => {
    const { rows } = await pool.query<{ calls: string | null }>(
      `SELECT sum(calls) AS calls FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%' AND query LIKE $1`,
      [like],
    );
    return Number(rows[0]?.calls ?? 0);
  };
  return { store, calls: () => count('%'), touches: () => count('%UPDATE gemel_session s SET last_seen_at%') };
}

const engines: readonly (readonly [name: string, isMissing: boolean, open: () => Promise<Counted>])[] = [
  ['Redis', requireServer('redis-server', 'GEMEL_TEST_REDIS_URL') === undefined, openRedisCounted],
  ['PostgreSQL', requireProgram('postgres') === undefined, openPostgresCounted],
];

async function aNode(store: SessionStore): Promise<Gemel> {
  const gemel = await createGemel({ issuer: 'https://app.example', secret: 'a secret for steady tests, made of words', store });
  onTestFinished(() => gemel.close());
  return gemel;
}

/** Sessions that were seen last two minutes ago; returns their cookies. */
async function quietSessions(store: SessionStore): Promise<readonly string[]> {
  const { now } = await store.find('unknown');
  const cookies: string[] = [];
  for (let index = 0; index < sessions; index++) {
    const subject = `user-${index}`;
    const sid = store.nameSession(subject, randomBytes(16).toString('base64url'));
    const secret = randomBytes(32).toString('base64url');
    const secretHash = createHash('sha256').update(secret).digest('base64url');
    await store.insert(aSessionRecord({ sid, subject, secretHash, lastSeenAt: now - quietFor }), 0);
    cookies.push(`${sid}.${secret}`);
  }
  return cookies;
}

/** Presents cookies and tokens in turn, and lets timers have theirs; returns the seconds that it took. */
async function present(gemel: Gemel, cookies: readonly string[], tokens: readonly string[], count: number): Promise<number> {
  const facts = [...cookies.map((cookie) => withCookie(cookie)), ...tokens.map((token) => withBearer(token))];
  const began = performance.now();
  for (let done = 0; done < count; done++) {
    const answer = gemel.authenticate(facts[done % facts.length] ?? withCookie(''));
    if (answer instanceof Promise) expect(await outcome(answer)).toBe('authenticated');
    else if (answer.status !== 'authenticated') throw new Error('a credential was refused');
    if (done % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return (performance.now() - began) / 1000;
}

/** When each session was last seen, as the store has it. */
async function lastSeen(store: SessionStore, cookies: readonly string[]): Promise<readonly number[]> {
  const found = await Promise.all(cookies.map((cookie) => store.find(cookie.slice(0, 22))));
  return found.map(({ value }) => value?.lastSeenAt ?? 0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

for (const [name, isMissing, open] of engines) {
  describe.skipIf(isMissing)(`a node on ${name}`, () => {
    test(
      `asks the engine nothing for ${requests.toLocaleString('en')} requests, and writes each session's activity once, in batches`,
      { timeout: 120_000 },
      async () => {
        const counted = await open();
        const cookies = await quietSessions(counted.store);
        const gemel = await aNode(counted.store);
        const tokens: string[] = [];
        for (let index = 0; index < 50; index++) {
          const started = await gemel.startSession({ subject: `token-${index}`, mode: 'token' });
          tokens.push(started.tokens?.accessToken ?? '');
        }

        // Each session is read once. What the feed asks for by itself is measured here, since it goes on below.
        await present(gemel, cookies, tokens, sessions + tokens.length);
        const wasSeen = async (): Promise<boolean> => {
          const { now } = await counted.store.find('unknown');
          return Math.min(...(await lastSeen(counted.store, cookies))) > now - 60;
        };
        await waitUntil(wasSeen, { what: 'activity is written' });
        const [idleBefore, touchesBefore] = [await counted.calls(), await counted.touches()];
        const idleBegan = performance.now();
        // How often the feed asks is a matter of real time: the engine's own clock.
        await pause(idleMs);
        const idlePerSecond = ((await counted.calls()) - idleBefore) / ((performance.now() - idleBegan) / 1000);
        const seen = await lastSeen(counted.store, cookies);

        const before = await counted.calls();
        const seconds = await present(gemel, cookies, tokens, requests);
        const asked = (await counted.calls()) - before;
        // Twice what an idle feed asks, and one round of maintenance, which comes every 15 seconds.
        expect(asked).toBeLessThan(2 * idlePerSecond * (seconds + 1) + 400);
        expect(await lastSeen(counted.store, cookies), 'nothing more is written within the minute').toEqual(seen);
        if (touchesBefore === undefined) return;
        expect(await counted.touches()).toBe(touchesBefore);
        expect(touchesBefore).toBeGreaterThan(0);
        expect(touchesBefore, 'in batches').toBeLessThan(10);
      },
    );
  });
}
