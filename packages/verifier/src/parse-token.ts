/** Stage 1: takes an access token apart. Judges no trust. */
import { GemelError } from '@gemel/protocol';
import { isKid, type ParsedJws, parseJws } from './parse-jws.ts';
import type { JsonObject } from './strict-json.ts';

/** The two things that a header may decide; `alg` still has to be the key's. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
}

export type ParsedToken = ParsedJws<TokenHeader>;

/**
 * Returns the parts of a token. A header that is spelled like one in `knownHeaders` is not read again.
 *
 * @throws GemelError `token_malformed`, `token_too_large`, `token_type_wrong`, `token_critical_unknown`
 * @see RFC 7515, section 7.1; RFC 9068, section 4
 */
export function parseToken(token: string, maxBytes: number, knownHeaders: ReadonlyMap<string, TokenHeader>): ParsedToken {
  const parsed = parseJws(token, maxBytes, knownHeaders, readTokenHeader);
  if (parsed.payload.length === 0) throw new GemelError('token_malformed'); // which a JWS may have, and claims cannot be
  return parsed;
}

function readTokenHeader({ typ, alg, kid }: JsonObject): TokenHeader {
  if (typ !== 'at+jwt' && typ !== 'application/at+jwt') throw new GemelError('token_type_wrong');
  if (typeof alg !== 'string' || !isKid(kid)) throw new GemelError('token_malformed');
  return { alg, kid };
}
