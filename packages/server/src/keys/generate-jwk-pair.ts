/** New signing keys as JWKs, for issuers other than this server, whose own keys lie sealed in its store. */
import { createHash, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningAlgorithm } from 'gemel';

/** A JWK's members. */
export type Jwk = Readonly<Record<string, string>>;

/** A key twice; of a shared secret there is no public half. */
export interface JwkPair {
  readonly privateJwk: Jwk;
  readonly publicJwk: Jwk | undefined;
}

/** NIST SP 800-57, part 1: 128 bits of strength. */
const modulusLength = 3072;
/** RFC 7518, section 3.2: as long as the hash. */
const secretBytes = 32;
const generate = promisify(generateKeyPair);

const generators: Readonly<Record<SigningAlgorithm, () => Promise<KeyObject> | undefined>> = {
  ES256: async () => (await generate('ec', { namedCurve: 'P-256' })).privateKey,
  EdDSA: async () => (await generate('ed25519')).privateKey,
  Ed25519: async () => (await generate('ed25519')).privateKey,
  RS256: async () => (await generate('rsa', { modulusLength })).privateKey,
  PS256: async () => (await generate('rsa', { modulusLength })).privateKey,
  HS256: () => undefined,
};

/** Public members by `kty`, in the order of RFC 7638, section 3.2; RFC 8037, section 2. */
const publicMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
]);

/**
 * Resolves to a new key for one algorithm.
 *
 * @param kid its name; the thumbprint of the public key (RFC 7638) where none is given, and random for a shared secret.
 */
export async function generateJwkPair(algorithm: SigningAlgorithm, kid?: string): Promise<JwkPair> {
  const key = await generators[algorithm]();
  if (key === undefined) return { privateJwk: secretJwk(algorithm, kid), publicJwk: undefined };
  const all = key.export({ format: 'jwk' }) as Jwk; // every member of an asymmetric JWK is a text
  const members = publicMembers.get(all['kty'] ?? '') ?? [];
  const bare = Object.fromEntries(members.map((name) => [name, all[name] ?? '']));
  const use = { kid: kid ?? thumbprintOf(bare), alg: algorithm, use: 'sig' };
  return { privateJwk: { ...all, ...use }, publicJwk: { ...bare, ...use } };
}

function secretJwk(alg: string, kid = randomBytes(16).toString('base64url')): Jwk {
  return { kty: 'oct', k: randomBytes(secretBytes).toString('base64url'), kid, alg, use: 'sig' };
}

function thumbprintOf(bare: Jwk): string {
  return createHash('sha256').update(JSON.stringify(bare)).digest('base64url');
}
