/** Stage 1: takes an access token apart. Judges no trust. */
import { GemelError } from '@gemel/protocol';
import { type DecodeText, isKid, type ParsedJws, parseHeader, parseJws } from './parse-jws.ts';

/** The two things that a header may decide; `alg` still has to be the key's. */
export interface TokenHeader {
  /** How it was spelled. */
  readonly text: string;
  readonly alg: string;
  readonly kid: string;
}

/** The payload is text that nobody has looked at yet; empty, which is no JSON, where its bytes were not UTF-8. */
export type ParsedToken = ParsedJws<TokenHeader, string>;

/**
 * Returns the parts of a token. A header that is spelled like one of the known ones is not read again.
 *
 * @throws GemelError `token_malformed`, `token_too_large`, `token_type_wrong`, `token_critical_unknown`
 * @see RFC 7515, section 7.1; RFC 9068, section 4
 */
export function parseToken(token: string, maxBytes: number, knownHeaders: readonly TokenHeader[], decodeText: DecodeText): ParsedToken {
  return parseJws(
    token,
    maxBytes,
    (text) => (text === '' ? undefined : decodeText(text)), // which a JWS may have, and claims cannot be
    (text) => knownHeaders.find((header) => header.text === text) ?? readHeader(text, decodeText),
  );
}

function readHeader(text: string, decodeText: DecodeText): TokenHeader {
  const { typ, alg, kid } = parseHeader(text, decodeText);
  if (typ !== 'at+jwt' && typ !== 'application/at+jwt') throw new GemelError('token_type_wrong');
  if (typeof alg !== 'string' || !isKid(kid)) throw new GemelError('token_malformed');
  return { text, alg, kid };
}
