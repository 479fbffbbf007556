/** The signature of any compact JWS, by the parser and the checks that access tokens go through; whatever it signs is the caller's to judge. */
import { GemelError } from '@gemel/protocol';
import { createTextDecoder, decodeBase64url } from '#signature';
import { checkSignature } from './check-signature.ts';
import { isKid, parseHeader, parseJws } from './parse-jws.ts';
import type { JsonObject } from './strict-json.ts';
import type { VerificationKey } from './verification-key.ts';

/** What a key has signed. */
export interface VerifiedJws {
  /** All of it, frozen. */
  readonly protectedHeader: JsonObject;
  readonly payload: Uint8Array;
  /** The key's name. */
  readonly kid: string;
}

export interface JwsOptions {
  /** Characters that the whole JWS may have. */
  readonly maxBytes?: number;
}

interface JwsHeader {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly all: JsonObject;
}

const defaultMaxBytes = 8192;

/**
 * Returns the protected header and the payload of a JWS that one of the keys signed; a promise of them where WebCrypto serves. The key
 * is the one that `kid` names; where the header names none, the only one that was given. Its algorithm must be the header's.
 *
 * Not an access token's check: no type, claim, time, issuer, audience or revocation is looked at. Use `createVerifier` for those.
 *
 * @throws GemelError `token_malformed`, `token_too_large`, `token_critical_unknown`, `token_key_unknown`, `token_algorithm_wrong`,
 * `token_signature_invalid`
 * @see RFC 7515, sections 5.2 and 7.1
 * @example
 * const key = await importVerificationKey(jwk);
 * const { payload } = await verifyCompactJws(jws, [key]);
 */
export function verifyCompactJws(
  jws: string,
  keys: readonly VerificationKey[],
  { maxBytes = defaultMaxBytes }: JwsOptions = {},
): VerifiedJws | Promise<VerifiedJws> {
  const parsed = parseJws(jws, maxBytes, decodeBase64url, readJwsHeader);
  const key = keyFor(parsed.header, keys);
  const verified: VerifiedJws = { protectedHeader: parsed.header.all, payload: parsed.payload, kid: key.kid };
  const pending = checkSignature(parsed, key);
  return pending === undefined ? verified : pending.then(() => verified);
}

function readJwsHeader(headerText: string): JwsHeader {
  const all = parseHeader(headerText, createTextDecoder());
  const { alg, kid } = all;
  if (typeof alg !== 'string' || (kid !== undefined && !isKid(kid))) throw new GemelError('token_malformed');
  return { alg, kid, all };
}

/** No key is ever tried out. J13 J14 */
function keyFor({ alg, kid }: JwsHeader, keys: readonly VerificationKey[]): VerificationKey {
  const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  const [key] = named;
  if (key === undefined || named.length > 1) throw new GemelError('token_key_unknown', { kid });
  if (key.algorithm !== alg) throw new GemelError('token_algorithm_wrong', { kid: key.kid });
  return key;
}
