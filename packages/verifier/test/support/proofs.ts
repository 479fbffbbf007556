/** Makes proofs of possession (RFC 9449, section 4.2), right ones and every kind of wrong one, with node:crypto alone. */
import { createHash } from 'node:crypto';
import { type Issuer, signEs256 } from './issuer.ts';
import { startSeconds } from './manual-clock.ts';

/** The URL of the request that proofs are for, unless they say otherwise. */
export const proofUrl = 'https://orders.example/orders';

/** What differs from a good proof; a member that is undefined is left out. */
export interface ProofChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Holds the key that it says it holds. */
export type KeyHolder = Pick<Issuer, 'publicJwk' | 'sign'>;

/** The members that say what key it is, and nothing of its use. */
export function bareJwk({ publicJwk: { kty, crv, x, y } }: KeyHolder): Readonly<Record<string, unknown>> {
  return { kty, crv, x, y };
}

/** RFC 7638, of a key on P-256. */
export function thumbprintOf({ publicJwk: { crv, kty, x, y } }: KeyHolder): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

export function proofHeader(holder: KeyHolder, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { typ: 'dpop+jwt', alg: 'ES256', jwk: bareJwk(holder), ...changes };
}

export function proofClaims(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { jti: 'proof-1', htm: 'GET', htu: proofUrl, iat: startSeconds, ...changes };
}

export function proofBy(holder: KeyHolder, { header = {}, claims = {} }: ProofChanges = {}): string {
  return signEs256(holder as Issuer, proofHeader(holder, header), proofClaims(claims)); // of which it only signs
}

/** Text stands for itself, so that JSON can say what an object cannot. */
export function proofOf(holder: KeyHolder, header: unknown, payload: unknown): string {
  return signEs256(holder as Issuer, header, payload);
}
