/** The verifier that follows nothing: what it fetches, when, and what it does with a feed that fails, changes or says nothing. */
import type { FeedPage } from '@gemel/protocol';
import type { Fetch } from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { createEdgeVerifier, type EdgeVerifier } from '@gemel/verifier/edge';
import { describe, expect, test } from 'vitest';
import { audienceName, claimsOf, createIssuer, esHeader, signEs256 } from './support/issuer.ts';
import { createManualClock, type ManualClock } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid } from './support/pages.ts';
import { hashOf, proofBy, thumbprintOf } from './support/proofs.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

type Options = Parameters<typeof createEdgeVerifier>[0];

const issuer = createIssuer();
const name = 'https://app.example';
const feedUri = `${name}/feed`;

interface Stage {
  readonly verifier: EdgeVerifier;
  readonly clock: ManualClock;
  readonly faults: unknown[];
  /** What was asked of the feed, by the cursor. */
  readonly reads: (string | null)[];
  /** All addresses asked, without their queries. */
  readonly asked: string[];
  /** What the feed answers from now on; undefined: nothing does. */
  answer: ((after: string | null) => Partial<FeedPage> | Promise<Partial<FeedPage>>) | undefined;
  outcome(sid?: number): Promise<string>;
}

function aStage(options: Partial<Options> = {}): Stage {
  const clock = createManualClock();
  const [faults, reads, asked]: [unknown[], (string | null)[], string[]] = [[], [], []];
  const fetch: Fetch = async (url) => {
    const { origin, pathname, searchParams } = new URL(url);
    asked.push(origin + pathname);
    if (pathname === '/jwks') return Response.json({ keys: [issuer.publicJwk] });
    if (pathname !== '/feed') return Response.json({ issuer: name, jwks_uri: `${name}/jwks`, gemel_feed_uri: feedUri });
    reads.push(searchParams.get('after'));
    if (stage.answer === undefined) throw new Error('down');
    const page = aPage({ now: clock.wallMs() / 1000, ...(await stage.answer(searchParams.get('after'))) });
    return Response.json({ ...page, nonce: searchParams.get('nonce') });
  };
  const onFault = (error: unknown): unknown => faults.push(error);
  const verifier = createEdgeVerifier({ issuer: name, audience: audienceName, onFault, ...options }, { clock, fetch });
  const stage: Stage = {
    verifier,
    clock,
    faults,
    reads,
    asked,
    answer: () => ({}),
    async outcome(sid = 1) {
      const iat = Math.floor(clock.wallMs() / 1000);
      const claims = { iss: name, sid: aSid(sid), iat, exp: iat + 300, auth_time: iat };
      return outcomeOf(() => verifier.verify(signEs256(issuer, esHeader, claimsOf(claims))));
    },
  };
  return stage;
}

describe('a verifier at the edge', () => {
  test('takes bound tokens with a proof where it is told to, and never without; where it is not told, a proof changes nothing', async () => {
    const holder = createIssuer();
    const tokenWith = (claims: Readonly<Record<string, unknown>>): string =>
      signEs256(issuer, esHeader, claimsOf({ iss: name, ...claims }));
    const [bound, plain] = [tokenWith({ cnf: { jkt: thumbprintOf(holder) } }), tokenWith({})];
    const request = (token: string) => {
      const proof = proofBy(holder, { claims: { ath: hashOf(token) } });
      return { method: 'GET', header: (header: string) => (header === 'dpop' ? proof : undefined), message: { url: '/orders' } };
    };
    const { verifier } = aStage({ dpop: createDpop({ url: audienceName }) });
    const strict = { isSenderConstrained: true };
    expect(await outcomeOf(() => verifier.authorize(bound, strict, request(bound)))).toBe('accepted');
    expect(await outcomeOf(() => verifier.verify(bound, request(bound)))).toBe('proof_invalid'); // which was used a line before
    expect(await outcomeOf(() => verifier.verify(bound))).toBe('token_bound');
    expect(await outcomeOf(() => verifier.verify(plain, request(plain)))).toBe('token_unbound');
    expect(await outcomeOf(() => verifier.authorize(plain, strict))).toBe('token_unbound');
    const without = aStage().verifier;
    expect(await outcomeOf(() => without.verify(bound, request(bound)))).toBe('token_bound');
    expect(await outcomeOf(() => without.authorize(plain, strict, request(plain)))).toBe('token_unbound');
    expect(without.proofs).toBeUndefined();
  });

  test('fetches nothing before a token is presented, and then the metadata, the feed and the keys, once for all who ask at once', async () => {
    const stage = aStage();
    expect(stage.asked).toEqual([]);
    expect(await Promise.all(Array.from({ length: 50 }, () => stage.outcome()))).toEqual(Array.from({ length: 50 }, () => 'accepted'));
    expect(stage.asked.toSorted()).toEqual([`${name}/.well-known/oauth-authorization-server`, feedUri, `${name}/jwks`]);
  });

  test('S20 reads the feed again when its view is no longer fresh, from where it was, and not before', async () => {
    const stage = aStage();
    await stage.outcome();
    stage.clock.advance(4999);
    expect(await stage.outcome()).toBe('accepted');
    expect(stage.reads).toEqual([null]);
    stage.answer = () => ({ cursor: 'c2', entries: [aRevocation()] });
    stage.clock.advance(1);
    expect(await Promise.all([stage.outcome(1), stage.outcome(2), stage.outcome(1)])).toEqual([
      'session_revoked',
      'accepted',
      'session_revoked',
    ]);
    expect(stage.reads).toEqual([null, 'c1']);
  });

  test('reads on while there is more, and its lease counts from the sending of the first page', async () => {
    const stage = aStage();
    stage.answer = (after) => {
      stage.clock.advance(2000);
      return after === null ? { hasMore: true } : { cursor: 'c2', entries: [aRevocation()] };
    };
    expect(await stage.outcome(2)).toBe('accepted');
    expect(stage.reads).toEqual([null, 'c1']);
    stage.answer = () => ({ cursor: 'c2' });
    stage.clock.advance(999);
    await stage.outcome(2);
    expect(stage.reads).toHaveLength(2);
    stage.clock.advance(1);
    await stage.outcome(2);
    expect(stage.reads).toEqual([null, 'c1', 'c2']);
  });

  test('refuses with a fault while the feed does not answer, tells of it, and asks at most once a second', async () => {
    const stage = aStage();
    stage.answer = undefined;
    expect(await Promise.all([stage.outcome(), stage.outcome()])).toEqual(['view_stale', 'view_stale']);
    stage.clock.advance(999);
    expect(await stage.outcome()).toBe('view_stale');
    expect(stage.reads).toHaveLength(1);
    expect(stage.faults[0]).toMatchObject({ code: 'feed_unavailable' });
    stage.answer = () => ({});
    stage.clock.advance(1);
    expect(await stage.outcome()).toBe('accepted');
    expect(stage.reads).toHaveLength(2);
  });

  test('trusts nothing for maxStaleness after a change of epoch', async () => {
    const stage = aStage();
    await stage.outcome();
    stage.clock.advance(5000);
    stage.answer = (after) => ({ epoch: 'second', isSnapshot: after === null });
    for (let second = 0; second < 5; second++) {
      expect(await stage.outcome()).toBe('view_stale');
      stage.clock.advance(1000);
    }
    expect(await stage.outcome()).toBe('accepted');
    expect(stage.reads.slice(0, 3)).toEqual([null, 'c1', null]);
  });

  test('S20 does not wait for ever for a read that was lost with its request, and lets a page of it confirm nothing any more', async () => {
    const stage = aStage();
    const held: ((page: Partial<FeedPage>) => void)[] = [];
    const hold = (): Promise<Partial<FeedPage>> => new Promise((resolve) => held.push(resolve));
    stage.answer = hold;
    const lost = stage.outcome();
    await expect.poll(() => held.length).toBe(1);
    stage.clock.advance(30_000);
    stage.answer = (after) => (after === null ? { hasMore: true } : hold());
    const other = stage.outcome();
    await expect.poll(() => held.length).toBe(2); // half of it has been read
    held[0]?.({});
    expect(await lost).toBe('view_stale');
    held[1]?.({ cursor: 'c2', entries: [aRevocation({ until: stage.clock.wallMs() / 1000 + 310 })] });
    expect(await other).toBe('session_revoked');
    expect(await stage.outcome(2)).toBe('accepted');
  });

  test('judges what a principal must have, and gives it', async () => {
    const { verifier, clock } = aStage();
    const iat = clock.wallMs() / 1000;
    const token = signEs256(issuer, esHeader, claimsOf({ iss: name, iat, exp: iat + 300, auth_time: iat, permissions: ['orders:read'] }));
    expect(await verifier.authorize(token, { permission: 'orders:read' })).toMatchObject({ permissions: ['orders:read'] });
    expect(await verifier.authorize(token)).toMatchObject({ sid: aSid(1) });
    expect(await outcomeOf(() => verifier.authorize(token, { permission: 'orders:write' }))).toBe('permission_missing');
  });

  test.each([
    ['an issuer that has no address', { issuer: 'app' }, /issuer takes/],
    ['an issuer over plain http', { issuer: 'http://app.example' }, /issuer takes/],
    ['no audience', { audience: [] }, /audience takes/],
    ['keys', { keys: { jwksUri: `${name}/jwks` } }, /keys is not an option; there are issuer, audience/],
    ['another way when the feed is silent', { freshness: { onStale: 'accept' } }, /freshness.onStale is not an option/],
    ['a staleness of 0', { freshness: { maxStaleness: 0 } }, /freshness.maxStaleness takes/],
    ['a freshness in words', { freshness: '5s' }, /freshness takes {/],
    ['J01 the algorithm none', { algorithms: ['none'] }, /algorithms takes some of/],
    ['a client without a secret', { client: { clientId: 'orders' } }, /client takes/],
  ])('cannot be built with %s', (_title, options, message) => {
    const create = (): unknown => aStage(options as unknown as Partial<Options>);
    expect(create).toThrow(message);
    expect(create).toThrow(expect.objectContaining({ code: 'options_invalid' }));
  });
});
