/** A verifier and a feed that is for clients alone: it follows as one, and knows nothing as none. */
import { createHash } from 'node:crypto';
import { createHttpFeed, createRelay, createVerifier, type Fetch, systemClock, systemSleep, type Verifier } from '@gemel/verifier';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEndpoints } from '../../src/endpoints/index.ts';
import { createGemel, type Gemel, GemelError } from '../../src/index.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';

const ISSUER = 'https://app.example';
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const [before, after] = ['ü: a+b%20/= the secret before', 'the secret after'];
const client = { clientId: 'orders', clientSecret: before };

let gemel: Gemel;
/** Hashes that the issuer takes; changes as the secret is rotated. */
let hashes: readonly string[] = [hashOf(before)];
beforeAll(async () => {
  gemel = await createGemel({ issuer: ISSUER, secret: 'a secret for tests only, 32 and more', store: createMemoryStore() });
});
afterAll(() => gemel.close());

const fetchFromIssuer: Fetch = async (url, { headers, method = 'GET', body, signal }) => {
  const clients = [{ id: 'orders', secretHash: hashes, audiences: [ISSUER] }];
  const endpoints = createEndpoints(gemel, { clients, feed: { access: 'clients' } });
  const answer = await endpoints.handle(new Request(url, { headers, method, signal, ...(body === undefined ? {} : { body }) }));
  return answer ?? new Response(null, { status: 404 });
};

function aVerifier(options: Partial<Parameters<typeof createVerifier>[0]>): { readonly verifier: Verifier; readonly faults: string[] } {
  const faults: string[] = [];
  const onFault = (error: unknown): void =>
    void faults.push(error instanceof GemelError && error.cause instanceof Error ? error.cause.message : String(error));
  const runtime = { clock: systemClock, sleep: systemSleep, jitter: () => 0, fetch: fetchFromIssuer };
  const verifier = createVerifier({ issuer: ISSUER, audience: ISSUER, onFault, ...options }, runtime);
  onTestFinished(() => verifier.close());
  return { verifier, faults };
}

async function aToken(): Promise<{ readonly sid: string; readonly accessToken: string }> {
  const { principal } = await gemel.startSession({ subject: 'ada' });
  return { sid: principal.sid, accessToken: (await gemel.issueAccessToken(principal)).accessToken };
}

const outcomeOf = async (verifier: Verifier, token: string): Promise<string> =>
  verifier.verify(token).then(
    ({ sub }) => sub,
    (error: unknown) => (error instanceof GemelError ? error.code : String(error)),
  );

describe('a feed for clients alone', () => {
  it('is followed by a verifier that is one, found by the name of the issuer', async () => {
    const { verifier } = aVerifier({ client });
    await verifier.ready();
    const { sid, accessToken } = await aToken();
    expect(await outcomeOf(verifier, accessToken)).toBe('ada');
    await gemel.revokeSession(sid);
    await expect.poll(() => outcomeOf(verifier, accessToken)).toBe('session_revoked');
  });

  it.each([
    ['none', undefined],
    ['a wrong secret', { clientId: 'orders', clientSecret: after }],
  ] as const)('leaves a verifier with %s without a lease: it accepts nothing, and says why', async (_title, wrong) => {
    const { verifier, faults } = aVerifier({ ...(wrong === undefined ? {} : { client: wrong }), freshness: { onStale: 'refuse' } });
    await expect.poll(() => faults).toContain('answered 401');
    const { accessToken } = await aToken();
    await expect.poll(() => outcomeOf(verifier, accessToken)).toBe('view_stale');
    expect(verifier.status().isFresh).toBe(false);
  });

  it('keeps a verifier through the rotation of its secret, and loses one that stays behind', async () => {
    const { verifier, faults } = aVerifier({ client, freshness: { maxStaleness: 0.3, onStale: 'refuse' } });
    await verifier.ready();
    hashes = [hashOf(before), hashOf(after)];
    const renewed = aVerifier({ client: { clientId: 'orders', clientSecret: after } }).verifier;
    await renewed.ready();
    // A machine that stands still for as long lets its lease run out once, and the next read renews it.
    await expect.poll(() => verifier.status().isFresh).toBe(true);
    expect(faults).toEqual([]);
    hashes = [hashOf(after)];
    await expect.poll(() => faults).toContain('answered 401');
    await expect.poll(() => verifier.status().isFresh).toBe(false);
    expect(renewed.status().isFresh).toBe(true);
    hashes = [hashOf(before)];
  });

  it('is passed on by a relay that is a client, to readers that are none to it', async () => {
    const relay = createRelay({ feed: createHttpFeed({ url: `${ISSUER}/feed`, fetch: fetchFromIssuer, client }) });
    const { verifier } = aVerifier({ feed: relay });
    await verifier.ready();
    const { sid, accessToken } = await aToken();
    expect(await outcomeOf(verifier, accessToken)).toBe('ada');
    await gemel.revokeSession(sid);
    await expect.poll(() => outcomeOf(verifier, accessToken)).toBe('session_revoked');
  });

  it('asks the issuer with the same credentials while the feed is silent', async () => {
    const { verifier } = aVerifier({ client, feed: { read: () => new Promise(() => undefined) } });
    const { sid, accessToken } = await aToken();
    expect(await outcomeOf(verifier, accessToken)).toBe('ada');
    await gemel.revokeSession(sid);
    expect(await outcomeOf(verifier, accessToken)).toBe('token_inactive');
  });

  it('refuses credentials that are none', () => {
    const unfinished: object = { client: { clientId: 'orders' } };
    expect(() => createVerifier({ issuer: ISSUER, audience: ISSUER, ...unfinished })).toThrow(/client takes \{ clientId, clientSecret \}/);
  });
});
