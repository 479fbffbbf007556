/** Issues tokens, right ones and every kind of wrong one, with node:crypto alone. */
import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { PublicJwk } from '@gemel/protocol';
import { startSeconds } from './manual-clock.ts';
import { aSid } from './pages.ts';

export interface Issuer {
  readonly publicJwk: PublicJwk;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly symmetricKey: Uint8Array;
  /** Bytes of an ES256 signature over an ASCII text. */
  sign(text: string): Buffer;
}

export const issuerName = 'https://app.example';
export const audienceName = 'https://orders.example';

export function createIssuer(): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const publicJwk: PublicJwk = { kty: 'EC', crv: 'P-256', x: String(x), y: String(y), kid: 'es', alg: 'ES256', use: 'sig' };
  return {
    publicJwk,
    privateKey,
    publicKey,
    symmetricKey: randomBytes(32),
    sign: (text) => sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

export const esHeader: Readonly<Record<string, unknown>> = { typ: 'at+jwt', alg: 'ES256', kid: 'es' };
export const hsHeader: Readonly<Record<string, unknown>> = { typ: 'at+jwt', alg: 'HS256', kid: 'hs' };

export function claimsOf(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    iss: issuerName,
    sub: 'user-1',
    aud: audienceName,
    exp: startSeconds + 300,
    iat: startSeconds,
    jti: 'token-1',
    client_id: 'gemel',
    sid: aSid(1),
    generation: 1,
    auth_time: startSeconds - 60,
    amr: ['pwd'],
    roles: ['clerk'],
    permissions: ['orders:read'],
    ...changes,
  };
}

export function base64url(value: string | Uint8Array): string {
  return Buffer.from(value as string).toString('base64url'); // Buffer.from takes either
}

/** Text stands for itself, anything else is written as JSON. */
function segment(value: unknown): string {
  return base64url(typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value));
}

export function signEs256(issuer: Issuer, header: unknown = esHeader, payload: unknown = claimsOf()): string {
  const signingInput = `${segment(header)}.${segment(payload)}`;
  return `${signingInput}.${issuer.sign(signingInput).toString('base64url')}`;
}

export function signHs256(key: Uint8Array | string, header: unknown = hsHeader, payload: unknown = claimsOf()): string {
  const signingInput = `${segment(header)}.${segment(payload)}`;
  return `${signingInput}.${createHmac('sha256', key).update(signingInput).digest('base64url')}`;
}
