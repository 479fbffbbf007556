/** Two versions of a node at once: what a newer one adds, an older one leaves alone, and goes on by what it knows (F22). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GemelError } from '@gemel/protocol';
import { createVerifier } from '@gemel/verifier';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PostgresInstance, type RedisInstance, requireProgram, startPostgres, startRedis } from '@gemel/testbed';
import { stopAfterwards } from '../support/stop-afterwards.ts';
import { type Fleet, startFleet } from './support/start-fleet.ts';

const secret = 'Zm9yLXRoZS10ZXN0cy1vZi10d28tdmVyc2lvbnMtYXQtb25jZQ';
const person = { email: 'ada@example.com', password: 'three lamps over water' };

interface SignedIn {
  readonly sid: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function signIn(url: string): Promise<SignedIn> {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await post('/auth/sign-up', person);
  const tokens = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Readonly<Record<string, string>>;
  const [accessToken = '', refreshToken = ''] = [tokens['access_token'], tokens['refresh_token']];
  const session = await fetch(`${url}/auth/session`, { headers: { authorization: `Bearer ${accessToken}` } });
  return { sid: ((await session.json()) as { readonly sid: string }).sid, accessToken, refreshToken };
}

async function refresh(url: string, { refreshToken }: Pick<SignedIn, 'refreshToken'>): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  return (await fetch(`${url}/oauth/token`, { method: 'POST', body })).status;
}

/** Passes on what the node answers, with members that no version knows in every page and every entry. */
async function startNewerFeed(node: string): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((incoming, outgoing) => {
    void fetch(`${node}${incoming.url}`).then(async (response) => {
      const page = (await response.json()) as { readonly entries?: readonly object[] };
      const entries = page.entries?.map((entry) => ({ ...entry, weight: 3, cause: { code: 'new' } }));
      const text = JSON.stringify({ ...page, ...(entries === undefined ? {} : { entries }), schema: 2, hints: ['new'] });
      outgoing.writeHead(response.status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  return {
    url: `http://127.0.0.1:${port}/feed`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe.skipIf(requireProgram('postgres') === undefined)('on PostgreSQL', () => {
  let postgres: PostgresInstance;
  let fleet: Fleet;
  const afterwards = stopAfterwards();
  let database = '';

  beforeAll(async () => {
    postgres = await startPostgres();
    afterwards(() => postgres.stop());
    const url = await postgres.createDatabase();
    database = new URL(url).pathname.slice(1);
    fleet = await startFleet(2, { GEMEL_SECRET: secret, GEMEL_DATABASE_URL: url, GEMEL_MAX_STALENESS: '1' });
    afterwards(() => fleet.stop());
  }, 120_000);

  it('a verifier follows a feed that says more than it knows', { timeout: 60_000 }, async () => {
    const [one, two] = fleet.nodes.map(({ url }) => url);
    const newer = await startNewerFeed(two ?? '');
    const faults: unknown[] = [];
    const verifier = createVerifier({
      issuer: one ?? '',
      audience: one ?? '',
      keys: { jwksUri: `${one}/.well-known/jwks.json`, allowPlainHttp: true },
      feed: { feedUri: newer.url, allowPlainHttp: true },
      freshness: { maxStaleness: 1 },
      onFault: (error) => faults.push(error),
    });
    const { accessToken, sid } = await signIn(one ?? '');
    await expect.poll(async () => (await verifier.verify(accessToken).catch(() => undefined))?.sid).toBe(sid);
    const ended = await fetch(`${one}/auth/sessions/${sid}`, { method: 'DELETE', headers: { authorization: `Bearer ${accessToken}` } });
    expect(ended.status).toBe(204);
    await expect
      .poll(() =>
        verifier.verify(accessToken).then(
          () => 'accepted',
          (error: unknown) => (error instanceof GemelError ? error.code : 'other'),
        ),
      )
      .toBe('session_revoked');
    expect(faults).toEqual([]);
    await verifier.close();
    newer.stop();
  });

  it('nodes go on over tables that a newer version has added to, and lose nothing of what it wrote', { timeout: 60_000 }, async () => {
    const [one = '', two = ''] = fleet.nodes.map(({ url }) => url);
    const before = await signIn(one);
    await postgres.query(
      "ALTER TABLE gemel_session ADD COLUMN device text; ALTER TABLE gemel_account ADD COLUMN phone text DEFAULT 'none'; INSERT INTO gemel_migration VALUES ('gemel', 999, 'x', 0)",
      database,
    );
    await postgres.query(`UPDATE gemel_session SET device = 'bound' WHERE sid = '${before.sid}'`, database);
    expect(await refresh(two, before)).toBe(200);
    expect(await refresh(one, await signIn(two))).toBe(200);
    await postgres.query('DELETE FROM gemel_migration WHERE number = 999', database);
    expect(await fleet.run('user', 'grant', person.email, '--role', 'staff')).toContain('roles staff');
    expect(await postgres.query(`SELECT device FROM gemel_session WHERE sid = '${before.sid}'`, database)).toBe('bound');
    expect(await postgres.query('SELECT DISTINCT phone FROM gemel_account', database)).toBe('none');
  });
});

describe.skipIf(requireProgram('redis-server') === undefined)('on Redis', () => {
  let redis: RedisInstance;
  let fleet: Fleet;
  const afterwards = stopAfterwards();

  beforeAll(async () => {
    redis = await startRedis();
    afterwards(() => redis.stop());
    fleet = await startFleet(2, { GEMEL_SECRET: secret, GEMEL_REDIS_URL: redis.url, GEMEL_MAX_STALENESS: '1' });
    afterwards(() => fleet.stop());
  }, 120_000);

  it('nodes keep the fields of a record that a newer version has written', { timeout: 60_000 }, async () => {
    const [one = '', two = ''] = fleet.nodes.map(({ url }) => url);
    const session = await signIn(one);
    const keys = (await redis.ask('KEYS', `*${session.sid}*`)) as readonly string[]; // KEYS answers with a list of texts
    const [key = ''] = keys;
    expect(keys).toHaveLength(1);
    await redis.ask('HSET', key, 'device', 'bound');
    expect(await refresh(two, session)).toBe(200);
    expect(await fleet.run('user', 'grant', person.email, '--role', 'staff')).toContain('roles staff');
    expect(await redis.ask('HGET', key, 'device')).toBe('bound');
  });
});
