/**
 * `private_key_jwt`: a client proves itself by a JWT that it has signed for this issuer, good for a minute and once. RFC 7521, section 4.2; RFC 7523,
 * section 3; OpenID Connect Core 1.0, section 9.
 */
import { GemelError, type Seconds } from '@gemel/protocol';
import { importVerificationKey, type VerificationKey, verifyCompactJws } from '@gemel/verifier';
import type { Client } from './clients.ts';
import type { UseOnce } from './use-once.ts';

/** What an assertion is held against. */
export interface AssertionParts {
  /** The only audience that one may name (draft-ietf-oauth-rfc7523bis): an endpoint, or a list, might be somebody else's too. */
  readonly issuer: string;
  readonly now: () => Seconds;
  /** Seconds by which a client's clock may be ahead. */
  readonly clockTolerance: Seconds;
  readonly useOnce: UseOnce;
}

/** @throws GemelError (rejects) `client_unknown` for every reason, `request_throttled`, and what `useOnce` throws */
export type CheckAssertion = (assertion: string, type: string | undefined) => Promise<Client>;

/** The only `client_assertion_type` that is taken. */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds that one may have before it at most. */
const longestLife: Seconds = 60;
const longestName = 256;
/** None is as good as `JWT`, since many clients write no type; another type is another kind of token. J27 */
const typeSpelling = /^(?:application\/)?(?:client-authentication\+jwt|jwt)$/i;

/** A client's key is found by its name alone, which no other client's key has: nothing in an assertion is read before its signature holds. J16 */
export function createCheckAssertion(clients: readonly Client[], parts: AssertionParts): CheckAssertion {
  const owners = new Map(clients.flatMap((client) => keysOf(client).map(({ kid }) => [kid, client] as const)));
  const importing = Promise.all(clients.flatMap(keysOf).map(async (jwk) => importVerificationKey(jwk)));
  importing.catch(() => undefined); // Said to whoever comes; on Node.js the options have been judged by it already.

  return async (assertion, type) => {
    if (type !== assertionType) throw unknown('client_assertion_type is another');
    const { kid, claims } = await readSigned(assertion, await importing);
    const client = owners.get(kid);
    if (client === undefined) throw unknown("the key is nobody's");
    const jti = judgeClaims(claims, client, parts);
    if (!(await parts.useOnce(JSON.stringify(['client assertion', client.id, jti]), longestLife + parts.clockTolerance)))
      throw unknown('the assertion has been used');
    return client;
  };
}

/** None where it has a secret alone. */
export function keysOf({ jwks }: Pick<Client, 'jwks'>): NonNullable<Client['jwks']>['keys'] {
  return jwks?.keys ?? [];
}

type Claims = Readonly<Record<string, unknown>>;

/** @throws GemelError `client_unknown` */
async function readSigned(assertion: string, keys: readonly VerificationKey[]): Promise<{ readonly kid: string; readonly claims: Claims }> {
  try {
    const { kid, protectedHeader, payload } = await verifyCompactJws(assertion, keys);
    const { typ = 'JWT' } = protectedHeader;
    if (protectedHeader['kid'] === undefined) throw new Error('the header names no key');
    if (typeof typ !== 'string' || !typeSpelling.test(typ)) throw new Error('typ is of another kind of token');
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return { kid, claims: Object(claims) as Claims }; // whose members are looked at
  } catch (error) {
    throw unknown(error instanceof GemelError ? error.code : 'it cannot be read');
  }
}

/** Returns the assertion's own name. @throws GemelError `client_unknown` */
function judgeClaims(
  { iss, sub, aud, exp, iat, nbf, jti }: Claims,
  { id }: Client,
  { issuer, now, clockTolerance }: AssertionParts,
): string {
  const at = now();
  const soonest = at + clockTolerance;
  if (iss !== id || sub !== id) throw unknown('iss and sub are not the client');
  if (aud !== issuer) throw unknown('aud is not the issuer, and it alone');
  if (!isTime(exp) || exp <= at) throw unknown('exp is past');
  if (exp > soonest + longestLife) throw unknown(`exp is more than ${longestLife} s ahead`);
  if (iat !== undefined && (!isTime(iat) || iat > soonest)) throw unknown('iat is ahead');
  if (nbf !== undefined && (!isTime(nbf) || nbf > soonest)) throw unknown('nbf is ahead');
  if (typeof jti !== 'string' || jti === '' || jti.length > longestName) throw unknown('jti is missing');
  return jti;
}

function isTime(value: unknown): value is Seconds {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** @param text for the log; nothing of the assertion in it */
function unknown(text: string): GemelError {
  return new GemelError('client_unknown', { text });
}
