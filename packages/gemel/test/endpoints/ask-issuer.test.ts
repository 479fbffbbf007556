/** A verifier whose feed is cut asks the issuer's own endpoints instead. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createDpop } from '@gemel/verifier/dpop';
import { createVerifier, type Fetch, systemClock, systemSleep, type Verifier } from '@gemel/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEndpoints } from '../../src/endpoints/index.ts';
import { createGemel, type Gemel, GemelError } from '../../src/index.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';

const ISSUER = 'https://app.example';
const ORDERS = 'https://orders.example';
const clientSecret = 'a secret for tests only, 32 and more';
const secretHash = createHash('sha256').update(clientSecret).digest('base64url');

let gemel: Gemel;
let verifier: Verifier;
const net = { isUp: true };

beforeAll(async () => {
  const tokens = { audiences: [ISSUER, ORDERS] };
  gemel = await createGemel({ issuer: ISSUER, secret: clientSecret, store: createMemoryStore(), tokens });
  const endpoints = createEndpoints(gemel, { clients: [{ id: 'orders', secretHash, audiences: [ORDERS] }] });
  const fetch: Fetch = async (url, { headers, method = 'GET', body }) => {
    if (!net.isUp || new URL(url).pathname === '/feed') throw new Error('cut');
    const answer = await endpoints.handle(new Request(url, { headers, method, ...(body === undefined ? {} : { body }) }));
    return answer ?? new Response(null, { status: 404 });
  };
  const freshness = { ask: { clientId: 'orders', clientSecret } };
  verifier = createVerifier(
    { issuer: ISSUER, audience: ORDERS, freshness, dpop: createDpop({ url: ORDERS }) },
    { clock: systemClock, sleep: systemSleep, jitter: () => 1, fetch },
  );
});
afterAll(async () => {
  await verifier.close();
  await gemel.close();
});

async function outcomeOf(token: string): Promise<string> {
  try {
    return (await verifier.verify(token)).sub;
  } catch (error) {
    return error instanceof GemelError ? error.code : String(error);
  }
}

describe('a verifier that hears no feed and has client credentials', () => {
  it('finds the endpoint by itself, and follows the session to its end', async () => {
    const { principal } = await gemel.startSession({ subject: 'ada' });
    const { accessToken } = await gemel.issueAccessToken(principal, { audience: ORDERS });
    expect(verifier.status().isFresh).toBe(false);
    expect(await outcomeOf(accessToken)).toBe('ada');
    expect(await outcomeOf(accessToken)).toBe('ada');
    await gemel.revokeSession(principal.sid);
    expect(await outcomeOf(accessToken)).toBe('token_inactive');
  });

  it('answers with a fault where the issuer cannot be reached either', async () => {
    const { principal } = await gemel.startSession({ subject: 'ada' });
    const { accessToken } = await gemel.issueAccessToken(principal, { audience: ORDERS });
    net.isUp = false;
    expect(await outcomeOf(accessToken)).toBe('view_stale');
    net.isUp = true;
    expect(await outcomeOf(accessToken)).toBe('ada');
  });

  it('asks for a bound token as for any other, and for the proof itself', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
    const jwk = { crv, kty, x, y };
    const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
    const { principal } = await gemel.startSession({ subject: 'ada' });
    const { accessToken } = await gemel.issueAccessToken(principal, { audience: ORDERS, jkt: hashOf(JSON.stringify(jwk)) });
    const claims = { jti: 'j', htm: 'GET', htu: `${ORDERS}/orders`, iat: Math.floor(Date.now() / 1000), ath: hashOf(accessToken) };
    const text = [{ typ: 'dpop+jwt', alg: 'ES256', jwk }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const proof = `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    const request = () => ({ method: 'GET', header: (name: string) => (name === 'dpop' ? proof : undefined), message: { url: '/orders' } });
    expect(await outcomeOf(accessToken)).toBe('token_bound');
    expect((await verifier.verify(accessToken, request())).sub).toBe('ada');
    await expect(verifier.verify(accessToken, request())).rejects.toMatchObject({ code: 'proof_invalid' });
    await gemel.revokeSession(principal.sid);
    await expect(verifier.verify(accessToken, request())).rejects.toMatchObject({ code: 'token_inactive' });
  });
});
