/** Takes a compact JWS apart, byte for byte in its one spelling: the parser of tokens and of any other JWS alike. Judges no trust. */
import { GemelError, isCanonicalBase64url } from '@gemel/protocol';
import { LONGEST_KID } from './import-verification-key.ts';
import { type JsonObject, parseStrictObject } from './strict-json.ts';

/** What a signature is checked over. */
export interface SignedText {
  /** Canonical base64url, not empty. */
  readonly signature: string;
  readonly signingInput: string;
}

/** Returns the text that canonical base64url spells: empty where its bytes are not UTF-8, undefined for any other spelling. J19 */
export type DecodeText = (base64url: string) => string | undefined;

/** The parts, as the caller's readers made them. */
export interface ParsedJws<Header, Payload> extends SignedText {
  readonly header: Header;
  readonly payload: Payload;
}

const longestHeader = 1024;
/** Header parameters that bring a key, name a place to fetch one from, or make the JWS another kind of thing. J05 J06 J17 J18 */
export const foreignParameters: readonly string[] = ['jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip', 'enc', 'epk', 'p2c', 'p2s'];

/**
 * Returns the parts of a compact JWS.
 *
 * @param decodePayload returns undefined for text that is not canonical base64url of what a payload must be.
 * @param readHeader is given the header as it is spelled, when all else is in order.
 * @throws GemelError `token_malformed`, `token_too_large`, and what `readHeader` throws
 * @see RFC 7515, section 7.1
 */
export function parseJws<Header, Payload>(
  jws: string,
  maxBytes: number,
  decodePayload: (text: string) => Payload | undefined,
  readHeader: (text: string) => Header,
): ParsedJws<Header, Payload> {
  if (typeof jws !== 'string') throw new GemelError('token_malformed');
  if (jws.length > maxBytes) throw new GemelError('token_too_large', { length: jws.length });
  const firstDot = jws.indexOf('.');
  const secondDot = jws.indexOf('.', firstDot + 1);
  if (firstDot <= 0 || secondDot < 0) throw new GemelError('token_malformed');
  const payload = decodePayload(jws.slice(firstDot + 1, secondDot));
  const signature = jws.slice(secondDot + 1);
  if (payload === undefined || signature === '' || !isCanonicalBase64url(signature)) throw new GemelError('token_malformed');
  return { header: readHeader(jws.slice(0, firstDot)), payload, signature, signingInput: jws.slice(0, secondDot) };
}

/**
 * Reads a protected header: a strict JSON object without `crit` and without a foreign parameter.
 *
 * @throws GemelError `token_malformed`, `token_critical_unknown`
 */
export function parseHeader(headerText: string, decodeText: DecodeText): JsonObject {
  const text = headerText.length > longestHeader ? undefined : decodeText(headerText);
  const header = parseStrictObject(text ?? '');
  if (header === undefined) throw new GemelError('token_malformed');
  if (Object.hasOwn(header, 'crit')) throw new GemelError('token_critical_unknown');
  if (foreignParameters.some((name) => Object.hasOwn(header, name))) throw new GemelError('token_malformed');
  return header;
}

/** Whether a value can name a key. J07 */
export function isKid(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_KID;
}
