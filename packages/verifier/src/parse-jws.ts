/** Takes a compact JWS apart, byte for byte in its one spelling: the parser of tokens and of any other JWS alike. Judges no trust. */
import { GemelError, isCanonicalBase64url } from '@gemel/protocol';
import { decodeBase64url } from '#signature';
import { LONGEST_KID } from './import-verification-key.ts';
import { type JsonObject, parseStrictObject } from './strict-json.ts';

/** What a signature is checked over. */
export interface SignedText {
  /** Canonical base64url, not empty. */
  readonly signature: string;
  readonly signingInput: string;
}

/** The parts; `Header` is what the reader of the protected header made of it. */
export interface ParsedJws<Header> extends SignedText {
  readonly headerText: string;
  readonly header: Header;
  /** Decoded from canonical base64url; not looked at yet. */
  readonly payload: Uint8Array;
}

const longestHeader = 1024;
/** Header parameters that bring a key, name a place to fetch one from, or make the JWS another kind of thing. J05 J06 J17 J18 */
const foreign: readonly string[] = ['jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip', 'enc', 'epk', 'p2c', 'p2s'];

/**
 * Returns the parts of a compact JWS. A header that is spelled like one in `knownHeaders` is not read again.
 *
 * @param readHeader is given a strict JSON object without `crit` and without a foreign parameter.
 * @throws GemelError `token_malformed`, `token_too_large`, `token_critical_unknown`, and what `readHeader` throws
 * @see RFC 7515, section 7.1
 */
export function parseJws<Header>(
  jws: string,
  maxBytes: number,
  knownHeaders: ReadonlyMap<string, Header>,
  readHeader: (header: JsonObject) => Header,
): ParsedJws<Header> {
  if (typeof jws !== 'string') throw new GemelError('token_malformed');
  if (jws.length > maxBytes) throw new GemelError('token_too_large', { length: jws.length });
  const firstDot = jws.indexOf('.');
  const secondDot = jws.indexOf('.', firstDot + 1);
  if (firstDot <= 0 || secondDot < 0) throw new GemelError('token_malformed');
  const headerText = jws.slice(0, firstDot);
  const payload = decodeBase64url(jws.slice(firstDot + 1, secondDot));
  const signature = jws.slice(secondDot + 1);
  if (payload === undefined || signature === '' || !isCanonicalBase64url(signature)) throw new GemelError('token_malformed');
  const header = knownHeaders.get(headerText) ?? readHeader(parseHeader(headerText));
  return { headerText, header, payload, signature, signingInput: jws.slice(0, secondDot) };
}

function parseHeader(headerText: string): JsonObject {
  const bytes = headerText.length > longestHeader ? undefined : decodeBase64url(headerText);
  const header = bytes === undefined ? undefined : parseStrictObject(bytes);
  if (header === undefined) throw new GemelError('token_malformed');
  if (Object.hasOwn(header, 'crit')) throw new GemelError('token_critical_unknown');
  if (foreign.some((name) => Object.hasOwn(header, name))) throw new GemelError('token_malformed');
  return header;
}

/** Whether a value can name a key. J07 */
export function isKid(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_KID;
}
