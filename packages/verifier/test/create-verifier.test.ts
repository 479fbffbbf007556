/** The verifier as a service uses it, over real HTTP: keys, feed, freshness, and what it says when something is missing. */
import { GemelError, type RevocationFeed } from '@gemel/protocol';
import {
  createKeySet,
  createVerifier,
  importVerificationKey,
  systemClock,
  systemSleep,
  type Verifier,
  type VerifierOptions,
} from '@gemel/verifier';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, issuerName, signEs256, signHs256 } from './support/issuer.ts';
import { answerJson, createLocalServer, type LocalServer } from './support/local-server.ts';
import { createManualClock, startSeconds } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid } from './support/pages.ts';
import { createScriptedFeed, settle } from './support/scripted-feed.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

const toClose: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(toClose.splice(0).map((one) => one.close()));
});

const issuer = createIssuer();
const now = Math.floor(Date.now() / 1000);
const currentClaims = { iat: now, exp: now + 300, auth_time: now };
const token = signEs256(issuer, esHeader, claimsOf(currentClaims));

/** A feed that answers at once the first time, and later waits as it is told. */
function aLiveFeed(): RevocationFeed {
  return {
    async read(after, options) {
      if (after !== undefined) await systemSleep(options?.waitMs ?? 0, options?.signal);
      return aPage({ now: Date.now() / 1000, isSnapshot: after === undefined });
    },
  };
}

async function keySet(): Promise<NonNullable<VerifierOptions['keys']>> {
  return createKeySet([
    await importVerificationKey(issuer.publicJwk),
    await importVerificationKey({ kid: 'hs', alg: 'HS256', symmetricKey: issuer.symmetricKey }),
  ]);
}

async function aVerifier(options: Partial<VerifierOptions> = {}): Promise<Verifier> {
  const verifier = createVerifier({ issuer: issuerName, audience: audienceName, keys: await keySet(), feed: aLiveFeed(), ...options });
  toClose.push(verifier);
  return verifier;
}

async function anApplication(): Promise<LocalServer & { revoke(sid: string): void }> {
  let position = 0;
  const entries: ReturnType<typeof aRevocation>[] = [];
  const wake = new Set<() => void>();
  const server = await createLocalServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    if (url.pathname === '/jwks.json') return answerJson(response, { keys: [issuer.publicJwk] });
    const after = url.searchParams.get('after');
    const answer = (): void => {
      wake.delete(answer);
      const page = aPage({
        now: Date.now() / 1000,
        cursor: String(position),
        isSnapshot: after === null,
        entries: entries.slice(Number(after)),
      });
      answerJson(response, { ...page, nonce: url.searchParams.get('nonce') });
    };
    if (after === null || Number(after) < position) return answer();
    wake.add(answer);
    setTimeout(answer, Number(url.searchParams.get('wait')) * 1000).unref();
  });
  toClose.push(server);
  return {
    ...server,
    revoke(sid) {
      entries.push(aRevocation({ sid, until: now + 310 }));
      position++;
      for (const answer of wake) answer();
    },
  };
}

describe('a verifier', () => {
  test('takes keys and feed from two addresses, and refuses a session soon after it has ended', async () => {
    const application = await anApplication();
    const verifier = await aVerifier({ keys: { jwksUri: `${application.url}/jwks.json` }, feed: { feedUri: `${application.url}/feed` } });
    await verifier.ready();
    expect(verifier.status()).toMatchObject({ isReady: true, isFresh: true, epoch: 'first' });
    expect((await verifier.verify(token)).sub).toBe('user-1');
    expect(verifier.verifySync(token).sub).toBe('user-1');
    expect((await verifier.principalOf(token)).permissions).toEqual(['orders:read']);
    application.revoke(aSid(1));
    await vi.waitFor(async () => expect(await outcomeOf(() => verifier.verify(token))).toBe('session_revoked'), {
      interval: 2,
      timeout: 15_000,
    });
    expect(await outcomeOf(() => verifier.verifySync(token))).toBe('session_revoked');
  });

  test('F12 refuses nobody for the time before the feed has answered: the wall clock may be an hour off', async () => {
    const clock = createManualClock();
    const silent: RevocationFeed = { read: () => new Promise(() => undefined) };
    const runtime = { clock, sleep: clock.sleep, jitter: () => 1, fetch: () => Promise.reject(new Error('nothing is fetched here')) };
    const verifier = createVerifier({ issuer: issuerName, audience: audienceName, keys: await keySet(), feed: silent }, runtime);
    clock.stepWall(3_600_000);
    expect(await outcomeOf(() => verifier.verify(signEs256(issuer, esHeader, claimsOf())))).toBe('view_stale');
    await verifier.close();
  });

  test('is not fresh before the feed has answered, and says so', async () => {
    const feed = createScriptedFeed();
    const verifier = await aVerifier({ feed });
    expect(verifier.status()).toEqual({
      isReady: false,
      isFresh: false,
      leaseLeftMs: 0,
      entries: 0,
      epoch: undefined,
      partitions: { total: 1, fresh: 0 },
    });
    expect(await outcomeOf(() => verifier.verify(token))).toBe('view_stale');
    expect(await outcomeOf(() => verifier.verifySync(token))).toBe('view_stale');
    (await feed.nextRead()).answer(aPage({ now: Date.now() / 1000 }));
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verify(token))).toBe('accepted');
  });

  test('tells those who wait for it to be ready when it is closed before', async () => {
    const verifier = await aVerifier({ feed: createScriptedFeed() });
    const waiting = outcomeOf(() => verifier.ready());
    await verifier.close();
    expect(await waiting).toBe('shutting_down');
  });

  test('keeps trying for keys until it has them', async () => {
    const clock = createManualClock();
    const faults: unknown[] = [];
    let isUp = false;
    const verifier = createVerifier(
      {
        issuer: issuerName,
        audience: audienceName,
        keys: { jwksUri: 'https://app.example/jwks.json' },
        feed: { read: async () => aPage({ now: startSeconds, entries: [] }) },
        onFault: (error) => faults.push(error),
      },
      {
        clock,
        sleep: clock.sleep,
        jitter: () => 1,
        fetch: async () => {
          if (!isUp) throw new Error('down');
          return new Response(JSON.stringify({ keys: [issuer.publicJwk] }));
        },
      },
    );
    toClose.push(verifier);
    await vi.waitFor(() => expect(faults).toHaveLength(1), { interval: 1, timeout: 15_000 });
    expect(faults[0]).toMatchObject({ code: 'keys_unavailable' });
    expect(verifier.status().isReady).toBe(false);
    isUp = true;
    clock.advance(999);
    await settle();
    expect(verifier.status().isReady).toBe(false);
    clock.advance(1);
    await verifier.ready();
    expect(verifier.status().isReady).toBe(true);
  });

  test('that is closed while it tries for keys stops trying', async () => {
    const clock = createManualClock();
    const fetch = vi.fn(async () => {
      throw new Error('down');
    });
    const verifier = createVerifier(
      { issuer: issuerName, audience: audienceName, keys: { jwksUri: 'https://app.example/jwks.json' }, feed: createScriptedFeed() },
      { clock, sleep: clock.sleep, jitter: () => 0, fetch },
    );
    await vi.waitFor(() => expect(clock.sleepers).toBe(2), { interval: 1, timeout: 15_000 });
    await verifier.close();
    await settle();
    clock.advance(60_000);
    await settle();
    expect(fetch).toHaveBeenCalledOnce();
    expect(clock.sleepers).toBe(0);
  });

  test('answers at once with a fault where a key has to be fetched first', async () => {
    const found: string[] = [];
    const keys = await keySet();
    const verifier = await aVerifier({
      keys: {
        find: (kid) => (found.includes(kid) && 'find' in keys ? keys.find(kid) : undefined),
        refresh: async (kid) => void found.push(kid),
      },
    });
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verifySync(token))).toBe('keys_unavailable');
    expect(await outcomeOf(() => verifier.verifySync(token))).toBe('accepted');
  });

  test('lets nothing escape when the fetch that a synchronous call began fails later', async () => {
    const verifier = await aVerifier({
      keys: {
        find: () => undefined,
        refresh: async () => {
          throw new GemelError('keys_unavailable');
        },
      },
    });
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verifySync(token))).toBe('keys_unavailable');
    await settle();
  });

  test.each([
    ['refuse', undefined, 'view_stale'],
    ['accept', undefined, 'accepted'],
    [
      'ask',
      async (): Promise<never> => {
        throw new GemelError('session_revoked');
      },
      'session_revoked',
    ],
    ['ask', <Token>(asked: Token): Token => asked, 'accepted'],
  ] as const)('that is to %s when the feed is silent does so', async (onStale, ask, outcome) => {
    const freshness = { onStale, ...(ask === undefined ? {} : { ask }) };
    const verifier = await aVerifier({ feed: createScriptedFeed(), freshness });
    expect(await outcomeOf(() => verifier.verify(token))).toBe(outcome);
  });

  test('accepts no algorithm that it was not told to', async () => {
    const hsToken = signHs256(issuer.symmetricKey, undefined, claimsOf(currentClaims));
    const byDefault = await aVerifier();
    await byDefault.ready();
    expect(await outcomeOf(() => byDefault.verify(hsToken))).toBe('token_algorithm_wrong');
    const told = await aVerifier({ algorithms: ['HS256'] });
    await told.ready();
    expect(await outcomeOf(() => told.verify(hsToken))).toBe('accepted');
    expect(await outcomeOf(() => told.verify(token))).toBe('token_algorithm_wrong');
  });

  test('accepts a token for any of its audiences', async () => {
    const verifier = await aVerifier({
      audience: ['https://other.example', audienceName],
      cacheSize: 0,
      freshness: { maxStaleness: 2, clockTolerance: 0 },
    });
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verify(token))).toBe('accepted');
    expect(verifier.status().leaseLeftMs).toBeLessThanOrEqual(2000);
  });

  test('stops following when it is closed, and is not fresh for long', async () => {
    const verifier = await aVerifier({ freshness: { maxStaleness: 0.03 } });
    await verifier.ready();
    await verifier.close();
    await vi.waitFor(() => expect(verifier.status().isFresh).toBe(false), { interval: 5, timeout: 15_000 });
    expect(await outcomeOf(() => verifier.verify(token))).toBe('view_stale');
  });

  const good = {
    issuer: issuerName,
    audience: audienceName,
    keys: { jwksUri: 'https://app.example/jwks.json' },
    feed: { feedUri: 'https://app.example/feed' },
  };
  test.each([
    ['no issuer', { issuer: undefined }, /issuer takes/],
    ['an empty audience', { audience: '' }, /audience takes/],
    ['no audience', { audience: [] }, /audience takes/],
    ['a list with an empty audience', { audience: ['a', ''] }, /audience takes/],
    ['J09 no keys', { keys: null }, /keys takes/],
    ['J09 keys of an issuer that has no address', { issuer: 'app', keys: undefined }, /keys and feed must be given/],
    ['a feed of an issuer over plain http', { issuer: 'http://app.example', feed: undefined }, /keys and feed must be given/],
    ['keys of an issuer with a query', { issuer: 'https://app.example/?x', keys: undefined }, /keys and feed must be given/],
    ['no feed', { feed: null }, /feed takes/],
    ['J03 keys in text', { keys: '-----BEGIN PUBLIC KEY-----' }, /keys takes/],
    ['keys at no address', { keys: {} }, /keys takes { jwksUri }, a whole https: URL/],
    ['keys over plain http', { keys: { jwksUri: 'http://app.example/jwks.json' } }, /keys takes { jwksUri }, a whole https: URL/],
    ['a feed over plain http', { feed: { feedUri: 'http://app.example/feed' } }, /feed takes { feedUri }, a whole https: URL/],
    ['a misspelled option', { audiences: 'x' }, /audiences is not an option; there are issuer, audience/],
    ['a misspelled option of freshness', { freshness: { onStall: 'ask' } }, /freshness.onStall is not an option/],
    ['J26 a staleness of 0', { freshness: { maxStaleness: 0 } }, /freshness.maxStaleness takes/],
    ['J26 an endless staleness', { freshness: { maxStaleness: Number.POSITIVE_INFINITY } }, /freshness.maxStaleness takes/],
    ['J26 a staleness that is no number', { freshness: { maxStaleness: Number.NaN } }, /freshness.maxStaleness takes/],
    ['J26 a staleness in words', { freshness: { maxStaleness: '5s' } }, /freshness.maxStaleness takes/],
    ['J26 a negative tolerance', { freshness: { clockTolerance: -1 } }, /freshness.clockTolerance takes/],
    ['J26 a tolerance that is no number', { freshness: { clockTolerance: Number.NaN } }, /freshness.clockTolerance takes/],
    ['J26 a tolerance of an hour', { freshness: { clockTolerance: 3600 } }, /freshness.clockTolerance takes/],
    ['another word for onStale', { freshness: { onStale: 'ignore' } }, /freshness.onStale takes/],
    ['nobody to ask', { freshness: { onStale: 'ask' } }, /freshness.ask takes a function/],
    ['somebody to ask who never will be', { freshness: { onStale: 'refuse', ask: () => undefined } }, /freshness.ask takes a function/],
    ['nobody in particular to ask', { freshness: { ask: null } }, /freshness.ask takes a function/],
    ['a client without a secret', { freshness: { ask: { clientId: 'orders' } } }, /freshness.ask takes a function or/],
    [
      'an endpoint over plain http',
      { freshness: { ask: { clientId: 'orders', clientSecret: 'x', introspectionUri: 'http://app.example/ask' } } },
      /an introspectionUri there is a whole https: URL/,
    ],
    [
      'an endpoint to be found at an issuer that has no address',
      { issuer: 'app', freshness: { ask: { clientId: 'orders', clientSecret: 'x' } } },
      /keys and feed must be given/,
    ],
    ['a freshness in words', { freshness: '5s' }, /freshness takes {/],
    ['no algorithms', { algorithms: [] }, /algorithms takes some of ES256, Ed25519, EdDSA, PS256, RS256, HS256/],
    ['J01 the algorithm none', { algorithms: ['none'] }, /algorithms takes some of/],
    ['a cache of less than nothing', { cacheSize: -1 }, /cacheSize takes/],
    ['half a token in the cache', { cacheSize: 0.5 }, /cacheSize takes/],
    ['nobody for faults', { onFault: 'console' }, /onFault takes/],
    ['several mistakes, all named', { issuer: '', cacheSize: 'x' }, /issuer takes.*\n.*cacheSize takes/],
  ])('cannot be built with %s', (_title, options, message) => {
    const create = (): unknown => createVerifier({ ...good, ...options } as unknown as VerifierOptions);
    expect(create).toThrow(message);
    expect(create).toThrow(expect.objectContaining({ code: 'options_invalid' }));
  });

  test('can be built with an address of a trusted network, said loudly', async () => {
    const faults: unknown[] = [];
    const verifier = createVerifier(
      {
        ...good,
        keys: { jwksUri: 'http://app.internal/jwks.json', allowPlainHttp: true },
        feed: { feedUri: 'http://app.internal/feed', allowPlainHttp: true },
        onFault: (error) => faults.push(error),
      },
      { clock: systemClock, sleep: systemSleep, jitter: () => 0, fetch: async () => new Response('{}', { status: 500 }) },
    );
    toClose.push(verifier);
    await vi.waitFor(() => expect(faults.length).toBeGreaterThanOrEqual(2), { interval: 1, timeout: 15_000 });
  });
});

describe('the sleep of this machine', () => {
  test('ends by itself, or when it is aborted, or at once when it was before', async () => {
    await systemSleep(1);
    const aborting = new AbortController();
    const sleeping = systemSleep(3_600_000, aborting.signal);
    aborting.abort();
    await sleeping;
    await systemSleep(3_600_000, aborting.signal);
    expect(systemClock.wallMs()).toBeGreaterThan(startSeconds - 400_000_000);
  });
});
