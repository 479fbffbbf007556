/** Tokens signed by node:crypto alone, right ones and wrong ones. */
import { createHmac, createPrivateKey, type JsonWebKey, sign } from 'node:crypto';

/** Some time to be judged at, in seconds. */
export const judgedAt = 1_800_000_000;
export const issuer = 'https://app.example';
export const audience = 'https://orders.example';

type Members = Readonly<Record<string, unknown>>;

/** Claims that are right at a time; an `undefined` among the changes leaves one out. */
export function claimsAt(now: number, changes: Members = {}): Members {
  return {
    iss: issuer,
    sub: 'ada',
    aud: audience,
    exp: now + 300,
    iat: now,
    jti: 'token-1',
    client_id: 'gemel',
    sid: 'mjAzodwOei1VwOCuBgOwAA',
    generation: 1,
    auth_time: now - 60,
    amr: ['pwd'],
    roles: [],
    permissions: ['orders:read'],
    ...changes,
  };
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token whose signature is 64 zero bytes. */
export function unsigned(header: Members = {}, payload: unknown = claimsAt(judgedAt)): string {
  return `${encode({ typ: 'at+jwt', alg: 'ES256', kid: 'key-1', ...header })}.${encode(payload)}.${'A'.repeat(86)}`;
}

/** A token that a private JWK for ES256 has signed. */
export function signEs256(jwk: Readonly<Record<string, string>>, payload: Members, header: Members = {}): string {
  const text = `${encode({ typ: 'at+jwt', alg: 'ES256', kid: jwk['kid'], ...header })}.${encode(payload)}`;
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }); // its members are judged there
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A token under a shared secret, given as its private JWK. */
export function signHs256(jwk: Readonly<Record<string, string>>, payload: Members): string {
  const text = `${encode({ typ: 'at+jwt', alg: 'HS256', kid: jwk['kid'] })}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', Buffer.from(jwk['k'] ?? '', 'base64url'))
    .update(text)
    .digest('base64url')}`;
}
