/** Stage 1: takes a compact JWS apart, byte for byte in the form in which it is issued. Judges no trust. */
import { GemelError, isCanonicalBase64url } from '@gemel/protocol';
import { decodeBase64url } from '#signature';
import { LONGEST_KID } from './import-verification-key.ts';
import { parseStrictObject } from './strict-json.ts';

/** The two things that a header may decide; `alg` still has to be the key's. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
}

export interface ParsedToken {
  readonly headerText: string;
  readonly header: TokenHeader;
  /** Decoded from canonical base64url; not looked at yet. */
  readonly payload: Uint8Array;
  /** Canonical base64url. */
  readonly signature: string;
  readonly signingInput: string;
}

const longestHeader = 1024;
/** Header parameters that bring a key, name a place to fetch one from, or make the token another kind of thing. J05 J06 J17 J18 */
const foreign: readonly string[] = ['jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip', 'enc', 'epk', 'p2c', 'p2s'];

/**
 * Returns the parts of a token. A header that is spelled like one in `knownHeaders` is not parsed again.
 *
 * @throws GemelError `token_malformed`, `token_too_large`, `token_type_wrong`, `token_critical_unknown`
 * @see RFC 7515, section 7.1; RFC 9068, section 4
 */
export function parseToken(token: string, maxBytes: number, knownHeaders: ReadonlyMap<string, TokenHeader>): ParsedToken {
  if (typeof token !== 'string') throw new GemelError('token_malformed');
  if (token.length > maxBytes) throw new GemelError('token_too_large', { length: token.length });
  const firstDot = token.indexOf('.');
  const secondDot = token.indexOf('.', firstDot + 1);
  if (firstDot <= 0 || secondDot <= firstDot + 1) throw new GemelError('token_malformed');
  const headerText = token.slice(0, firstDot);
  const payload = decodeBase64url(token.slice(firstDot + 1, secondDot));
  const signature = token.slice(secondDot + 1);
  if (payload === undefined || signature === '' || !isCanonicalBase64url(signature)) throw new GemelError('token_malformed');
  const header = knownHeaders.get(headerText) ?? parseHeader(headerText);
  return { headerText, header, payload, signature, signingInput: token.slice(0, secondDot) };
}

function parseHeader(headerText: string): TokenHeader {
  const bytes = headerText.length > longestHeader ? undefined : decodeBase64url(headerText);
  const header = bytes === undefined ? undefined : parseStrictObject(bytes);
  if (header === undefined) throw new GemelError('token_malformed');
  if (Object.hasOwn(header, 'crit')) throw new GemelError('token_critical_unknown');
  if (foreign.some((name) => Object.hasOwn(header, name))) throw new GemelError('token_malformed');
  const { typ, alg, kid } = header;
  if (typ !== 'at+jwt' && typ !== 'application/at+jwt') throw new GemelError('token_type_wrong');
  if (typeof alg !== 'string' || typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) throw new GemelError('token_malformed');
  return { alg, kid };
}
