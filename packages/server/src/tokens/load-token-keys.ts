/** The keys that tokens are verified with on the command line: from a file of this machine, or from an address. */
import { readFileSync } from 'node:fs';
import { GemelError, isCanonicalBase64url, optionsError } from '@gemel/protocol';
import {
  createKeySet,
  createRemoteKeys,
  importVerificationKey,
  type KeyAllowances,
  type KeyMaterial,
  type KeySource,
  type VerificationKey,
} from '@gemel/verifier';
import type { JsonObject } from './decode-token.ts';

const command = 'gemel token verify';

/** A key source, and what was left out of it. */
export interface LoadedKeys {
  readonly keys: KeySource;
  /** A sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Resolves to the keys of a JWK set (RFC 7517, section 5).
 *
 * @param place a path, or a URL: `https:`, or `http:` on this machine.
 * @throws GemelError `options_invalid`; `keys_unavailable` where the address did not answer with a JWK set
 */
export async function loadTokenKeys(place: string, allowances: KeyAllowances): Promise<LoadedKeys> {
  return /^https?:/i.test(place) ? { keys: await fetchKeys(place, allowances), remarks: [] } : readKeys(place, allowances);
}

async function fetchKeys(url: string, allowances: KeyAllowances): Promise<KeySource> {
  try {
    const keys = createRemoteKeys({ ...allowances, url });
    await keys.load();
    return keys;
  } catch (error) {
    if (!(error instanceof GemelError) || error.code !== 'options_invalid') throw error;
    throw optionsError(command, [
      '--jwks takes a file, or a URL with https: (http: on this machine only): fetch the keys yourself over the network that you trust, and give the file',
    ]);
  }
}

async function readKeys(path: string, allowances: KeyAllowances): Promise<LoadedKeys> {
  const remarks: string[] = [];
  const keys: VerificationKey[] = [];
  for (const [at, jwk] of readJwkSet(path).entries()) {
    try {
      keys.push(await importVerificationKey(materialOf(jwk), allowances));
    } catch (error) {
      const reason = error instanceof GemelError && Array.isArray(error.cause) ? error.cause.join('; ') : 'it cannot be read';
      remarks.push(`key ${at + 1} of ${path} is left out: ${reason.replace('allowRsa2048 is true', '--allow-rsa-2048 is given')}`);
    }
  }
  const twice = keys.map(({ kid }) => kid).find((kid, at, all) => all.indexOf(kid) < at);
  if (twice !== undefined) throw optionsError(command, [`${path} holds two keys of the name ${twice}: leave one of them out`]);
  if (keys.length === 0) throw optionsError(command, [`${path} holds no key that tokens can be verified with`, ...remarks]);
  return { keys: createKeySet(keys), remarks };
}

/** A file may hold one JWK instead of a set. */
function readJwkSet(path: string): readonly unknown[] {
  const keys = parseKeys(readText(path));
  if (keys === undefined) throw optionsError(command, [`${path} is neither a JWK set, {"keys":[…]}, nor a JWK (RFC 7517)`]);
  return keys;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no such file';
    throw optionsError(command, [`--jwks ${path} cannot be read (${code}): correct the path, or give a URL`]);
  }
}

function parseKeys(text: string): readonly unknown[] | undefined {
  try {
    const set: unknown = JSON.parse(text);
    if (typeof set !== 'object' || set === null) return undefined;
    if ('kty' in set) return [set];
    return 'keys' in set && Array.isArray(set.keys) ? set.keys : undefined;
  } catch {
    return undefined;
  }
}

/** A shared secret may stand in a file of this machine as a JWK of `kty` "oct" (RFC 7518, section 6.4); the verifier takes bytes. J03 */
function materialOf(jwk: unknown): KeyMaterial {
  const { kty, k, kid, alg } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as JsonObject; // judged by importVerificationKey
  if (kty !== 'oct' || typeof k !== 'string' || !isCanonicalBase64url(k)) return jwk as KeyMaterial; // which judges it
  return { kid, alg, symmetricKey: Buffer.from(k, 'base64url') } as KeyMaterial; // likewise
}
