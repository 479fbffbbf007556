/** The bearer-only guards: one suite, every framework, over a listening server. */
import { GemelError, type Principal } from '@gemel/protocol';
import { createKeySet, createVerifier, importVerificationKey, type Verifier } from '@gemel/verifier';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, issuerName, signEs256 } from '../support/issuer.ts';
import { aPage, aRevocation, aSid } from '../support/pages.ts';
import { createScriptedFeed, type Read, type ScriptedFeed } from '../support/scripted-feed.ts';
import { type Answer, call } from './call.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import { servers } from './servers.ts';

const issuer = createIssuer();
const now = Math.floor(Date.now() / 1000);
const longAgo = 1_000_000_000;

function bearer(changes: Readonly<Record<string, unknown>> = {}): readonly [string, string] {
  return ['authorization', `Bearer ${signEs256(issuer, esHeader, claimsOf({ iat: now, exp: now + 300, auth_time: now, ...changes }))}`];
}

const codeOf = ({ text }: Answer): unknown => JSON.parse(text).code;

describe.each(servers)('a guard on %s', (_name, serve) => {
  let verifier: Verifier;
  let feed: ScriptedFeed;
  let pending: Read;
  let server: Awaited<ReturnType<typeof serve>>;
  let passed = 0;
  const faults: string[] = [];
  const scripted: { authorize?: Verifier['authorize'] } = {};

  beforeAll(async () => {
    feed = createScriptedFeed();
    const keys = createKeySet([await importVerificationKey(issuer.publicJwk)]);
    verifier = createVerifier({ issuer: issuerName, audience: audienceName, keys, feed, freshness: { maxStaleness: 60 } });
    server = await serve({
      verifier: { authorize: (token, requirement) => (scripted.authorize ?? verifier.authorize)(token, requirement) },
      onFault: ({ code }) => faults.push(code),
      notePassed: () => passed++,
    });
    pending = await feed.nextRead();
  });
  afterEach(() => {
    delete scripted.authorize;
    faults.length = 0;
    passed = 0;
  });
  afterAll(async () => {
    await server.close();
    await verifier.close();
  });

  const ask = (path: string, ...headers: readonly (readonly [string, string])[]): Promise<Answer> => call(server.port, path, headers);

  test('refuses with 503 before the feed has been heard, whoever asks, and the log hears of it', async () => {
    const answer = await ask('/me', bearer());
    expect([answer.status, codeOf(answer), answer.headers['retry-after'], answer.headers['www-authenticate']]).toEqual([
      503,
      'view_stale',
      '1',
      undefined,
    ]);
    expect([passed, faults]).toEqual([0, ['view_stale']]);
    pending.answer(aPage({ now: Date.now() / 1000, isSnapshot: true, maxStaleness: 60, retention: 1000 }));
    await verifier.ready();
    pending = await feed.nextRead();
  });

  test('lets a good token pass as its principal', async () => {
    const answer = await ask('/me', bearer());
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      200,
      { subject: 'user-1', sid: aSid(1), permissions: ['orders:read'] },
    ]);
    expect([passed, faults]).toEqual([1, []]);
  });

  test('asks for a token with a challenge that names no error (RFC 6750, section 3.1)', async () => {
    const answer = await ask('/me');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer realm="gemel"']);
    expect([answer.headers['content-type'], answer.headers['cache-control']]).toEqual(['application/problem+json', 'no-store']);
    expect(passed).toBe(0);
  });

  test('says of a bad token that it is bad, and not what is bad about it', async () => {
    const bad = [
      bearer({ exp: now - 60, iat: now - 120 }),
      bearer({ aud: 'https://other.example' }),
      bearer({ iss: 'https://other.example' }),
      ['authorization', `${bearer()[1].slice(0, -4)}AAAA`],
      ['authorization', 'Bearer x'],
    ] as const;
    const answers = await Promise.all(bad.map((header) => ask('/me', header)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    for (const answer of answers) {
      expect([answer.status, codeOf(answer), answer.headers['www-authenticate']]).toEqual([
        401,
        'invalid_token',
        'Bearer error="invalid_token"',
      ]);
    }
    expect([passed, faults]).toEqual([0, []]);
  });

  test('S27 answers a malformed or a second Authorization header with 400', async () => {
    const good = bearer();
    const malformed = [
      [['authorization', 'Basic Zm9vOmJhcg==']],
      [['authorization', '']],
      [['authorization', `${good[1]} x`]],
      [good, good],
      [good, ['Authorization', 'Bearer x']],
      [['authorization', 'Bearer x'], good],
    ] as const;
    for (const headers of malformed) {
      const answer = await ask('/me', ...headers);
      expect([answer.status, codeOf(answer), answer.headers['www-authenticate']]).toEqual([
        400,
        'authorization_malformed',
        'Bearer error="invalid_request"',
      ]);
      expect(answer.text).not.toContain(good[1].slice(7));
    }
    expect(passed).toBe(0);
  });

  test('ASVS 14.2.1 looks for a token in the Authorization header alone', async () => {
    const token = bearer()[1].slice(7);
    const answers = [
      await ask(`/me?access_token=${token}`),
      await ask('/me', ['cookie', `access_token=${token}; __Host-Http-gemel=${token}`]),
      await ask('/me', ['x-access-token', token]),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test('answers 403 with insufficient_scope where a permission or a role is missing', async () => {
    expect((await ask('/orders', bearer())).status).toBe(200);
    expect((await ask('/admin', bearer({ roles: ['admin'] }))).status).toBe(200);
    for (const [path, token] of [
      ['/orders', bearer({ permissions: ['orders'] })],
      ['/admin', bearer()],
    ] as const) {
      const answer = await ask(path, token);
      expect([answer.status, codeOf(answer), answer.headers['www-authenticate']]).toEqual([
        403,
        'permission_missing',
        'Bearer error="insufficient_scope"',
      ]);
    }
  });

  test('asks for a step-up where the authentication is too old or too weak (RFC 9470)', async () => {
    expect((await ask('/recent', bearer())).status).toBe(200);
    expect((await ask('/strong', bearer({ acr: 'aal2' }))).status).toBe(200);
    const answers = [await ask('/recent', bearer({ auth_time: longAgo })), await ask('/strong', bearer({ acr: 'aal1' }))];
    expect(answers.map(({ status, headers }) => [status, headers['www-authenticate']])).toEqual([
      [401, 'Bearer error="insufficient_user_authentication", max_age="300"'],
      [401, 'Bearer error="insufficient_user_authentication", acr_values="aal2"'],
    ]);
  });

  test('F08 refuses a token once its session has ended', async () => {
    const token = bearer({ sid: aSid(7) });
    expect((await ask('/me', token)).status).toBe(200);
    pending.answer(
      aPage({
        now: Date.now() / 1000,
        maxStaleness: 60,
        retention: 1000,
        entries: [aRevocation({ sid: aSid(7), until: now + 310 })],
        cursor: 'c2',
      }),
    );
    pending = await feed.nextRead();
    const answer = await ask('/me', token);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'invalid_token']);
    expect((await ask('/me', bearer())).status).toBe(200);
  });

  test.each([
    [
      'at once',
      () => {
        throw new TypeError('a secret detail');
      },
      500,
      'internal',
    ],
    ['later', () => Promise.reject(new TypeError('a secret detail')), 500, 'internal'],
    [
      'at once, of keys',
      () => {
        throw new GemelError('keys_unavailable', 'a secret detail');
      },
      503,
      'keys_unavailable',
    ],
    ['later, of keys', () => Promise.reject(new GemelError('keys_unavailable', 'a secret detail')), 503, 'keys_unavailable'],
  ] as const)('S05 never lets a request pass on a fault that comes %s, and tells nothing of it', async (_when, authorize, status, code) => {
    scripted.authorize = authorize;
    for (const path of [...Object.keys(guardedRoutes), PAGE_ROUTE]) {
      const answer = await ask(path, bearer());
      expect([path, answer.status, codeOf(answer)]).toEqual([path, status, code]);
      expect(JSON.stringify(answer)).not.toContain('a secret detail');
    }
    expect(passed).toBe(0);
    expect(faults).toEqual(Object.keys(guardedRoutes).map(() => code));
  });

  test('waits for a token that is judged later', async () => {
    const principal: Principal = await verifier.principalOf(bearer()[1].slice(7));
    scripted.authorize = async () => principal;
    expect(JSON.parse((await ask('/me', bearer())).text)).toMatchObject({ subject: 'user-1' });
    scripted.authorize = () => Promise.reject(new GemelError('token_expired'));
    expect((await ask('/me', bearer())).status).toBe(401);
    expect(passed).toBe(1);
  });

  test('leaves refusals to a page where it is told to', async () => {
    expect((await ask(PAGE_ROUTE, bearer())).status).toBe(200);
    for (const headers of [[], [['authorization', 'Bearer x']]] as const) {
      const answer = await ask(PAGE_ROUTE, ...headers);
      expect([answer.status, answer.headers['location']]).toEqual([303, '/sign-in']);
    }
    expect(passed).toBe(1);
  });
});
