/** The keys that proofs bring with them: public, strong, of an algorithm that is allowed; and which of them is known already. */
import { GemelError } from '@gemel/protocol';
import { createTextDecoder, sha256 } from '#signature';
import { algorithms as registry } from '../algorithm.ts';
import { foreignParameters } from '../parse-jws.ts';
import { type JsonObject, parseStrictObject } from '../strict-json.ts';
import type { SignatureCheck } from '../verification-key.ts';
import { afterwards } from './afterwards.ts';

export interface ProofKey {
  /** Thumbprint of the key by SHA-256 (RFC 7638), base64url. */
  readonly jkt: string;
  readonly holds: SignatureCheck;
}

export interface ProofKeys {
  /** Returns the key of a header, given as base64url. @throws GemelError (or rejects) `proof_invalid` */
  find(headerText: string): ProofKey | Promise<ProofKey>;
  /** For a header whose key has just signed; so nobody who holds no key fills the memory. */
  remember(headerText: string, key: ProofKey): void;
}

/** Characters: room for an RSA key of 8192 bits. */
const longestHeader = 2048;
/** Keys in each of two generations. */
const generationSize = 2500;

/** What a thumbprint is made of, in this order. RFC 7638, section 3.2; RFC 8037, section 2 */
const thumbprintMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};
/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4; RFC 8037, section 2 */
const privateMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** @param allowed names in the registry, of asymmetric algorithms. */
export function createProofKeys(allowed: readonly string[]): ProofKeys {
  const decodeText = createTextDecoder();
  let young = new Map<string, ProofKey>();
  let old: ReadonlyMap<string, ProofKey> = new Map();

  function importKey(headerText: string): ProofKey | Promise<ProofKey> {
    const header = parseStrictObject((headerText.length > longestHeader ? undefined : decodeText(headerText)) ?? '');
    if (header === undefined) throw wrong('its header is no strict JSON object');
    const { alg, jwk } = readHeader(header, allowed);
    const imported = registry.get(alg)?.importKey(jwk, {});
    if (imported === undefined) throw wrong('jwk is no key of the algorithm, or a weak one');
    return afterwards(imported, (holds) => afterwards(thumbprintOf(jwk), (jkt) => ({ jkt, holds })));
  }

  return {
    find(headerText) {
      const known = young.get(headerText) ?? old.get(headerText);
      if (known !== undefined) return known;
      try {
        const imported = importKey(headerText);
        return imported instanceof Promise ? imported.catch(refuse) : imported;
      } catch (error) {
        return refuse(error);
      }
    },
    remember(headerText, key) {
      if (young.has(headerText)) return;
      if (young.size >= generationSize) {
        old = young;
        young = new Map();
      }
      young.set(headerText, key);
    },
  };
}

/** @see RFC 9449, sections 4.2 and 4.3 */
function readHeader(header: JsonObject, allowed: readonly string[]): { readonly alg: string; readonly jwk: JsonObject } {
  const { typ, alg, jwk } = header;
  if (typ !== 'dpop+jwt') throw wrong('typ is not dpop+jwt');
  if (Object.hasOwn(header, 'crit') || foreignParameters.some((name) => name !== 'jwk' && Object.hasOwn(header, name))) {
    throw wrong('its header makes it another kind of thing');
  }
  if (typeof alg !== 'string' || !allowed.includes(alg)) throw wrong('alg is not one that is taken');
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw wrong('jwk is missing');
  const key = jwk as JsonObject; // by the line above
  if (privateMembers.some((name) => Object.hasOwn(key, name))) throw wrong('jwk is a private key');
  const { alg: keyAlg = alg, use = 'sig' } = key;
  if (keyAlg !== alg || use !== 'sig') throw wrong('jwk is for something else');
  return { alg, jwk: key };
}

/** JSON without white space, its members in the order of their names; the import has judged them to be text. */
function thumbprintOf(jwk: JsonObject): string | Promise<string> {
  const members = thumbprintMembers[String(jwk['kty'])] ?? [];
  return sha256(JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))));
}

/** What a runtime says of a key would quote it. */
function refuse(error: unknown): never {
  throw error instanceof GemelError ? error : wrong('jwk is no key');
}

function wrong(why: string): GemelError {
  return new GemelError('proof_invalid', { why });
}
