/** Live connections at a service that only verifies, on clocks that the test turns. */
import { createKeySet, createVerifier, type Fetch, importVerificationKey, type Verifier, type VerifierOptions } from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { createLiveConnections, type LiveConnection, type LiveConnections } from '@gemel/verifier/live';
import { afterEach, describe, expect, test } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, issuerName, signEs256 } from '../support/issuer.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { hashOf, proofBy, thumbprintOf } from '../support/proofs.ts';
import { aPage, aRevocation, aSid } from '../support/pages.ts';
import { settle } from '../support/scripted-feed.ts';
import { outcomeOf } from '../support/verifier-fixture.ts';

const issuer = createIssuer();
const tokenOf = (claims: Parameters<typeof claimsOf>[0] = {}): string => signEs256(issuer, esHeader, claimsOf(claims));
const request = (token: string) => ({
  method: 'GET',
  header: (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined),
});
const reasonOf = ({ ended }: LiveConnection): unknown => (ended.aborted ? Reflect.get(Object(ended.reason), 'code') : undefined);

interface Stage {
  readonly verifier: Verifier;
  readonly live: LiveConnections;
  readonly feed: { isCut: boolean; silent: readonly number[] };
  open(token: string): Promise<LiveConnection>;
  hear(...entries: Parameters<typeof aRevocation>): Promise<void>;
  retire(kid: string): Promise<void>;
  /** In steps of ten milliseconds. */
  advance(ms: number): Promise<void>;
}

const toClose: Verifier[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((verifier) => verifier.close()));
});

const nothing: Fetch = () => Promise.reject(new Error('there is nothing to fetch'));

async function aStage(freshness: VerifierOptions['freshness'] = {}, partitions = 1, fetch = nothing): Promise<Stage> {
  const clock = createManualClock();
  const feed: Stage['feed'] = { isCut: false, silent: [] };
  const keys = createKeySet([await importVerificationKey(issuer.publicJwk)]);
  const verifier = createVerifier(
    {
      issuer: issuerName,
      audience: audienceName,
      keys,
      freshness,
      dpop: createDpop({ url: audienceName }),
      feed: {
        async read(after, { waitMs = 0, signal } = {}) {
          if (feed.isCut) throw new Error('cut');
          if (after !== undefined) await clock.sleep(waitMs, signal);
          if (feed.isCut) throw new Error('cut');
          return aPage({ now: clock.wallMs() / 1000, isSnapshot: after === undefined, partitions, silent: feed.silent });
        },
      },
    },
    { clock, sleep: clock.sleep, jitter: () => 1, fetch },
  );
  toClose.push(verifier);
  await settle();
  const live = createLiveConnections(verifier);
  return {
    verifier,
    live,
    feed,
    open: (token) => live.open(request(token)),
    async hear(entry) {
      verifier.parts.view.raise([aRevocation(entry)]);
      await settle();
    },
    async retire(kid) {
      verifier.parts.view.raise([{ kind: 'key', kid }]);
      await settle();
    },
    async advance(ms) {
      for (let done = 0; done < ms; done += 10) {
        clock.advance(10);
        await settle();
      }
    },
  };
}

describe('a live connection at a verifier', () => {
  test('opens by a bound token with a proof, good once, and ends as any other', async () => {
    const { live, open, hear, advance } = await aStage();
    const holder = createIssuer();
    const token = tokenOf({ cnf: { jkt: thumbprintOf(holder) } });
    const proof = proofBy(holder, { claims: { ath: hashOf(token) } });
    const headers = new Map([
      ['authorization', `DPoP ${token}`],
      ['dpop', proof],
    ]);
    const proven = () => ({ method: 'GET', header: (name: string) => headers.get(name), message: { url: '/orders' } });
    expect(await outcomeOf(() => open(token))).toBe('token_bound');
    const connection = await live.open(proven(), { requirement: { isSenderConstrained: true } });
    expect(await outcomeOf(() => live.open(proven()))).toBe('proof_invalid');
    expect(await outcomeOf(() => live.open(request(tokenOf()), { requirement: { isSenderConstrained: true } }))).toBe('token_unbound');
    await advance(100);
    expect(reasonOf(connection)).toBeUndefined();
    await hear({ sid: aSid(1) });
    expect(reasonOf(connection)).toBe('session_revoked');
  });

  test('ends when the feed tells of the end of its session, and of nothing else', async () => {
    const { live, open, hear } = await aStage();
    const [one, other] = [await open(tokenOf()), await open(tokenOf({ sid: aSid(2) }))];
    await hear({ sid: aSid(3) });
    expect([one, other].map(reasonOf)).toEqual([undefined, undefined]);
    await hear({ sid: aSid(1) });
    expect([one, other].map(reasonOf)).toEqual(['session_revoked', undefined]);
    expect([one.principal.subject, live.size]).toEqual(['user-1', 1]);
  });

  test('ends when its token is superseded, its key retired or its time over; a newer token of the session takes its place', async () => {
    const { open, hear, retire, advance } = await aStage();
    const [old, renewed] = [await open(tokenOf()), await open(tokenOf())];
    await renewed.renew(tokenOf({ generation: 2, jti: 'token-2', roles: ['auditor'] }));
    await hear({ generation: 2 });
    expect([old, renewed].map(reasonOf)).toEqual(['token_superseded', undefined]);
    expect(renewed.principal.roles).toEqual(['auditor']);
    const short = await open(tokenOf({ sid: aSid(2), exp: claimsOf()['iat'], iat: Number(claimsOf()['iat']) - 1 })).catch(
      (error: unknown) => error,
    );
    expect(short).toMatchObject({ code: 'token_expired' });
    const soon = await open(tokenOf({ sid: aSid(2), exp: Number(claimsOf()['iat']) + 2 }));
    await advance(1990);
    expect(reasonOf(soon)).toBeUndefined();
    await advance(20);
    expect(reasonOf(soon)).toBe('token_expired');
    await retire('es');
    expect(reasonOf(renewed)).toBe('token_key_retired');
  });

  test('needs an access token, and what is required besides', async () => {
    const { live } = await aStage();
    const opened = (authorization?: string, permission = 'orders:read'): Promise<string> =>
      outcomeOf(() => live.open({ method: 'GET', header: () => authorization }, { requirement: { permission } }));
    expect(await opened()).toBe('authentication_required');
    expect(await opened('Basic YTpi')).toBe('authorization_malformed');
    expect(await opened(`Bearer ${tokenOf()}`, 'orders:write')).toBe('permission_missing');
    expect(await opened(`Bearer ${tokenOf()}x`)).toBe('token_malformed');
    expect(live.size).toBe(0);
    expect(await opened(`Bearer ${tokenOf()}`)).toBe('accepted');
  });

  test('invariant 2: ends when a request would be refused for a silent feed, to the step', async () => {
    const { verifier, feed, open, advance } = await aStage();
    const token = tokenOf();
    const connection = await open(token);
    feed.isCut = true;
    for (let steps = 0; reasonOf(connection) === undefined; steps++) {
      expect([await outcomeOf(() => verifier.verify(token)), steps]).toEqual(['accepted', steps]);
      await advance(10);
      expect(steps).toBeLessThan(600);
    }
    expect([await outcomeOf(() => verifier.verify(token)), reasonOf(connection)]).toEqual(['view_stale', 'view_stale']);
  });

  test('ends where its partition of the feed is silent, and not where another one is', async () => {
    const { verifier, feed, open, advance } = await aStage({}, 8);
    const sids = Array.from({ length: 40 }, (_, index) => Buffer.alloc(16, index * 6).toString('base64url'));
    const connections = await Promise.all(sids.map((sid) => open(tokenOf({ sid }))));
    feed.silent = [3, 5];
    await advance(5200);
    const asked = await Promise.all(sids.map((sid) => outcomeOf(() => verifier.verify(tokenOf({ sid })))));
    expect(new Set(asked)).toEqual(new Set(['accepted', 'view_stale']));
    expect(connections.map(reasonOf)).toEqual(asked.map((code) => (code === 'accepted' ? undefined : code)));
  });

  test('goes on by what whoever is asked says, who is asked before trust ends', async () => {
    let isActive = true;
    let asked = 0;
    const { feed, open, advance } = await aStage({
      onStale: 'ask',
      async ask(token) {
        asked++;
        if (!isActive) throw Object.assign(new Error('no'), { code: 'no' });
        return token;
      },
    });
    const connection = await open(tokenOf());
    feed.isCut = true;
    await advance(20_000);
    expect(reasonOf(connection)).toBeUndefined();
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThan(60);
    isActive = false;
    await advance(1300);
    expect(reasonOf(connection)).toBe('internal');
  });

  test('ends at the end of trust where whoever is asked does not answer', async () => {
    const { verifier, feed, open, advance } = await aStage({ onStale: 'ask', ask: () => new Promise(() => undefined) });
    const connection = await open(tokenOf());
    feed.isCut = true;
    let leftMs = 5000;
    while (reasonOf(connection) === undefined) {
      leftMs = verifier.status().leaseLeftMs;
      await advance(10);
      expect(leftMs).toBeGreaterThan(0);
    }
    expect(reasonOf(connection)).toBe('view_stale');
  });

  test.each([
    [3, undefined],
    [4.5, 'view_stale'],
  ])('invariant 2: counts an answer of the issuer whose view was %d seconds old no longer than the bound', async (age, reason) => {
    const ask = { clientId: 'orders', clientSecret: 'a secret', introspectionUri: 'https://app.example/oauth/introspect' };
    const { feed, open, advance } = await aStage({ onStale: 'ask', ask }, 1, async (_url, { body }) => {
      const nonce = new URLSearchParams(body).get('nonce');
      return Response.json({ ...claimsOf(), active: true, gemel_view_age: age, nonce });
    });
    const connection = await open(tokenOf());
    feed.isCut = true;
    for (let passed = 0; passed < 7000; passed += 20) {
      await advance(20);
      await new Promise((resolve) => setImmediate(resolve)); // an answer is read in tasks of its own
    }
    expect(reasonOf(connection)).toBe(reason);
  });
});
