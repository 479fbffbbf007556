/** A verifier that is told an issuer and an audience, and finds the rest. */
import {
  createKeySet,
  createVerifier,
  type Fetch,
  type GemelError,
  importVerificationKey,
  type Verifier,
  type VerifierOptions,
} from '@gemel/verifier';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, signEs256 } from './support/issuer.ts';
import { answerJson, createLocalServer } from './support/local-server.ts';
import { createManualClock, type ManualClock, startSeconds } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid } from './support/pages.ts';
import { settle } from './support/scripted-feed.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((one) => one.close()));
});

const issuer = createIssuer();
const name = 'https://app.example/tenant';
const metadata = { issuer: name, jwks_uri: 'https://keys.example/jwks', gemel_feed_uri: 'https://app.example/tenant/feed' };
const token = signEs256(issuer, esHeader, claimsOf({ iss: name }));

interface Net {
  readonly fetch: Fetch;
  /** Addresses asked, without their queries. */
  readonly asked: string[];
  /** What the metadata's address answers; undefined: nothing does. */
  metadata: unknown;
}

/** A network in which an issuer publishes what it should; its feed answers once and then stays silent. */
function aNet(published: unknown = metadata): Net {
  const net: Net = {
    asked: [],
    metadata: published,
    async fetch(url) {
      const { origin, pathname, searchParams } = new URL(url);
      net.asked.push(origin + pathname);
      switch (origin + pathname) {
        case 'https://app.example/.well-known/oauth-authorization-server/tenant':
          if (net.metadata === undefined) throw new Error('down');
          return typeof net.metadata === 'string' ? new Response(net.metadata) : Response.json(net.metadata);
        case metadata.jwks_uri:
          return Response.json({ keys: [issuer.publicJwk] });
        case metadata.gemel_feed_uri:
          if (searchParams.get('after') !== null) return new Promise<Response>(() => undefined);
          return Response.json({ ...aPage({ now: startSeconds, isSnapshot: true }), nonce: searchParams.get('nonce') });
        default:
          return new Response(null, { status: 404 });
      }
    },
  };
  return net;
}

interface Started {
  readonly verifier: Verifier;
  readonly clock: ManualClock;
  readonly faults: GemelError[];
}

function start(net: Net, options: Partial<VerifierOptions> = {}): Started {
  const clock = createManualClock();
  const faults: GemelError[] = [];
  const onFault = (error: unknown): unknown => faults.push(error as GemelError); // judged by its members
  const verifier = createVerifier(
    { issuer: name, audience: audienceName, onFault, ...options },
    { clock, sleep: clock.sleep, jitter: () => 1, fetch: net.fetch },
  );
  toClose.push(verifier);
  return { verifier, clock, faults };
}

describe('a verifier that is told the issuer alone', () => {
  test('finds keys and feed over HTTP, and refuses a session soon after it has ended', async () => {
    const now = Math.floor(Date.now() / 1000);
    let wake: () => void = () => undefined;
    const server = await createLocalServer((request, response) => {
      const url = new URL(request.url ?? '', server.url);
      if (url.pathname === '/.well-known/oauth-authorization-server') {
        return answerJson(response, { issuer: server.url, jwks_uri: `${server.url}/jwks`, gemel_feed_uri: `${server.url}/feed` });
      }
      if (url.pathname === '/jwks') return answerJson(response, { keys: [issuer.publicJwk] });
      const nonce = url.searchParams.get('nonce');
      const isFirst = url.searchParams.get('after') === null;
      const entries = isFirst ? [] : [aRevocation({ until: now + 310 })];
      const answer = (): void =>
        answerJson(response, { ...aPage({ now: Date.now() / 1000, isSnapshot: isFirst, entries, cursor: isFirst ? 'a' : 'b' }), nonce });
      if (isFirst) return answer();
      wake = answer;
    });
    toClose.push(server);
    const verifier = createVerifier({ issuer: server.url, audience: audienceName });
    toClose.push(verifier);
    const claims = { iss: server.url, iat: now, exp: now + 300, auth_time: now };
    const [ending, other] = [1, 2].map((number) => signEs256(issuer, esHeader, claimsOf({ ...claims, sid: aSid(number) })));
    expect(verifier.status()).toMatchObject({ isReady: false, isFresh: false });
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verify(ending ?? ''))).toBe('accepted');
    await vi.waitFor(() => expect(server.requests.some(({ url }) => url?.includes('after='))).toBe(true), { interval: 2, timeout: 15_000 });
    wake();
    await vi.waitFor(async () => expect(await outcomeOf(() => verifier.verify(ending ?? ''))).toBe('session_revoked'), {
      interval: 2,
      timeout: 15_000,
    });
    expect(await outcomeOf(() => verifier.verify(other ?? ''))).toBe('accepted');
  });

  test('asks once, where RFC 8414 has it: before the path of the issuer', async () => {
    const net = aNet();
    const { verifier, faults } = start(net);
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verify(token))).toBe('accepted');
    expect(net.asked.slice(0, 1)).toEqual(['https://app.example/.well-known/oauth-authorization-server/tenant']);
    expect(net.asked.filter((url) => url.includes('.well-known'))).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  test('looks again in five minutes, follows an issuer that has moved, and stays with what it knows where nothing answers', async () => {
    const net = aNet();
    const { verifier, clock } = start(net);
    const unknown = signEs256(issuer, { ...esHeader, kid: 'new' }, claimsOf({ iss: name }));
    const lookups = (): number => net.asked.filter((url) => url.includes('.well-known')).length;
    const askFor = async (seconds: number): Promise<string | undefined> => {
      clock.advance(seconds * 1000);
      net.asked.length = 0;
      await outcomeOf(() => verifier.verify(unknown));
      await settle();
      return net.asked.find((url) => !url.includes('.well-known') && !url.includes('feed'));
    };
    await verifier.ready();
    net.metadata = { ...metadata, jwks_uri: 'https://elsewhere.example/jwks' };
    expect([await askFor(200), lookups()]).toEqual([metadata.jwks_uri, 0]);
    // Behind whoever asks: the one who comes next goes to the other address.
    expect([await askFor(100), lookups()]).toEqual([metadata.jwks_uri, 1]);
    expect([await askFor(10), lookups()]).toEqual(['https://elsewhere.example/jwks', 0]);
    net.metadata = undefined;
    expect([await askFor(300), lookups()]).toEqual(['https://elsewhere.example/jwks', 1]);
    net.metadata = { ...metadata, issuer: 'https://thief.example', jwks_uri: 'https://thief.example/jwks' };
    expect([await askFor(300), lookups()]).toEqual(['https://elsewhere.example/jwks', 1]);
    expect([await askFor(10), lookups()]).toEqual(['https://elsewhere.example/jwks', 0]);
  });

  test('is not fresh and judges nobody until it has found them, says so, and goes on trying', async () => {
    const net = aNet(undefined);
    net.metadata = undefined;
    const { verifier, clock, faults } = start(net);
    await vi.waitFor(() => expect(faults.length).toBeGreaterThanOrEqual(2), { interval: 1, timeout: 15_000 });
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['keys_unavailable', 'feed_unavailable']));
    expect(verifier.status()).toMatchObject({ isReady: false, isFresh: false });
    expect(await outcomeOf(() => verifier.verify(token))).toBe('keys_unavailable');
    expect(await outcomeOf(() => verifier.verifySync(token))).toBe('view_stale');
    net.metadata = metadata;
    for (let step = 0; step < 40; step++) {
      clock.advance(50);
      await settle();
    }
    await verifier.ready();
    expect(verifier.status()).toMatchObject({ isReady: true, isFresh: true });
    expect(await outcomeOf(() => verifier.verify(token))).toBe('accepted');
  });

  test('J29 fetches once per cool-down while it has not found them, however many tokens come', async () => {
    const net = aNet(undefined);
    net.metadata = undefined;
    const clock = createManualClock();
    const silent = { read: () => new Promise<never>(() => undefined) };
    const never = (): Promise<void> => new Promise(() => undefined);
    const verifier = createVerifier(
      { issuer: name, audience: audienceName, feed: silent },
      { clock, sleep: never, jitter: () => 1, fetch: net.fetch },
    );
    const flood = (): Promise<readonly string[]> =>
      Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          outcomeOf(() => verifier.verify(signEs256(issuer, { ...esHeader, kid: `k${index}` }, claimsOf({ iss: name })))),
        ),
      );
    expect(new Set(await flood())).toEqual(new Set(['keys_unavailable']));
    expect(new Set(await flood())).toEqual(new Set(['keys_unavailable']));
    expect(net.asked).toHaveLength(1);
    clock.advance(4999);
    await flood();
    expect(net.asked).toHaveLength(1);
    clock.advance(1);
    await flood();
    expect(net.asked).toHaveLength(2);
  });

  test.each([
    ['that is no JSON', '<html>', /not that of the issuer/],
    ['that is no object', '"x"', /not that of the issuer/],
    ['of another issuer (RFC 8414, section 3.3)', { ...metadata, issuer: 'https://app.example' }, /not that of the issuer/],
    ['of this issuer but for a slash', { ...metadata, issuer: `${name}/` }, /not that of the issuer/],
    ['without keys', { issuer: name, gemel_feed_uri: metadata.gemel_feed_uri }, /jwks_uri takes a whole https: URL/],
    ['with keys over plain http', { ...metadata, jwks_uri: 'http://app.example/jwks' }, /jwks_uri takes a whole https: URL/],
    ['with keys in a list', { ...metadata, jwks_uri: [metadata.jwks_uri] }, /jwks_uri takes a whole https: URL/],
  ])('believes no metadata %s', async (_what, published, why) => {
    const { verifier, faults } = start(aNet(published));
    await vi.waitFor(() => expect(faults.map(({ code }) => code)).toContain('keys_unavailable'), { interval: 1, timeout: 15_000 });
    expect(faults.find(({ code }) => code === 'keys_unavailable')?.cause).toMatchObject({ message: expect.stringMatching(why) });
    expect(await outcomeOf(() => verifier.verify(token))).toBe('keys_unavailable');
  });

  test('reads no feed where the metadata names none, and is never fresh', async () => {
    const { verifier, faults } = start(aNet({ ...metadata, gemel_feed_uri: undefined }));
    await vi.waitFor(() => expect(faults.map(({ code }) => code)).toContain('feed_unavailable'), { interval: 1, timeout: 15_000 });
    expect(await outcomeOf(() => verifier.verify(token))).toBe('view_stale');
  });

  test('asks for nothing that it was given', async () => {
    const net = aNet({ issuer: name, gemel_feed_uri: metadata.gemel_feed_uri });
    const keys = createKeySet([await importVerificationKey(issuer.publicJwk)]);
    const { verifier } = start(net, { keys });
    await verifier.ready();
    expect(await outcomeOf(() => verifier.verify(token))).toBe('accepted');
    expect(net.asked).not.toContain(metadata.jwks_uri);
    const given = aNet();
    const both = start(given, { keys, feed: { read: async () => aPage({ now: startSeconds, isSnapshot: true }) } });
    await both.verifier.ready();
    expect(given.asked).toEqual([]);
  });
});
