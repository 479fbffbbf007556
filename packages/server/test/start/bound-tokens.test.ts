/** A server whose tokens are bound to a key, seen from outside. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };

interface TokenBody {
  readonly access_token: string;
  readonly token_type: string;
}

let server: InProcessServer;
beforeAll(async () => {
  server = await startInProcess({ GEMEL_BOUND_TOKENS: 'required' });
  await post('/auth/sign-up', person);
});
afterAll(() => server.stop());

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const all = { 'content-type': 'application/json', ...headers };
  return fetch(`${server.address}${path}`, { method: 'POST', headers: all, body: JSON.stringify(body) });
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function proofFor(method: string, path: string, token?: string): string {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  const claims = { jti: randomUUID(), htm: method, htu: server.url + path, iat: Math.floor(Date.now() / 1000), ...ath };
  const text = `${segment({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })}.${segment(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

describe('a server of bound tokens', () => {
  it('issues no token without a proof where GEMEL_BOUND_TOKENS says so (10.4.14)', async () => {
    const refused = await post('/auth/sign-in', { ...person, mode: 'token' });
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_dpop_proof', code: 'grant_proof_invalid' }]);
    expect((await post('/auth/sign-in', person)).status).toBe(200);
  });

  it('signs in with a proof, and opens its routes by the scheme DPoP alone', async () => {
    const signedIn = await post('/auth/sign-in', { ...person, mode: 'token' }, { dpop: proofFor('POST', '/auth/sign-in') });
    const tokens = (await signedIn.json()) as TokenBody;
    expect([signedIn.status, tokens.token_type]).toEqual([200, 'DPoP']);
    const ask = (headers: Readonly<Record<string, string>>): Promise<Response> => fetch(`${server.address}/auth/session`, { headers });
    const dpop = proofFor('GET', '/auth/session', tokens.access_token);
    expect((await ask({ authorization: `DPoP ${tokens.access_token}`, dpop })).status).toBe(200);
    const stolen = await ask({ authorization: `Bearer ${tokens.access_token}` });
    expect([stolen.status, stolen.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^DPoP error="invalid_token"/)]);
  });
});
