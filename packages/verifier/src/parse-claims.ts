/** Reads a payload whose signature holds: every claim there and of its type. Judges no trust. */
import { type AccessTokenClaims, GemelError, isSid } from '@gemel/protocol';
import { type JsonObject, parseStrictObject } from './strict-json.ts';

/**
 * Returns the claims, frozen, since requests share them.
 *
 * @throws GemelError `token_claims_invalid`: no strict JSON object, or a claim missing or of the wrong type. A token that is bound to
 * a key (`cnf`, RFC 7800) is refused, since nothing here asks for proof of possession.
 * @see RFC 9068, section 2.2
 */
export function parseClaims(payload: Uint8Array): AccessTokenClaims {
  const claims = parseStrictObject(payload);
  if (claims === undefined) throw new GemelError('token_claims_invalid', 'not a JSON object with each name once');
  const wrong = wrongClaim(claims);
  if (wrong !== undefined) throw new GemelError('token_claims_invalid', { claim: wrong });
  return claims as unknown as AccessTokenClaims; // every claim of it has just been judged
}

/** Returns the name of the first claim that is missing or of the wrong type. */
function wrongClaim(claims: JsonObject): string | undefined {
  if (!isText(claims['iss'])) return 'iss';
  if (!isText(claims['sub'])) return 'sub';
  if (!isText(claims['aud']) && !(isTexts(claims['aud']) && claims['aud'].length > 0)) return 'aud';
  if (!isTime(claims['exp'])) return 'exp';
  if (!isTime(claims['iat'])) return 'iat';
  if (claims['nbf'] !== undefined && !isTime(claims['nbf'])) return 'nbf';
  if (!isText(claims['jti'])) return 'jti';
  if (!isText(claims['client_id'])) return 'client_id';
  if (typeof claims['sid'] !== 'string' || !isSid(claims['sid'])) return 'sid';
  if (!isTime(claims['generation']) || claims['generation'] === 0) return 'generation';
  if (!isTime(claims['auth_time'])) return 'auth_time';
  if (!isTexts(claims['amr'])) return 'amr';
  if (claims['acr'] !== undefined && !isText(claims['acr'])) return 'acr';
  if (!isTexts(claims['roles'])) return 'roles';
  if (!isTexts(claims['permissions'])) return 'permissions';
  return claims['cnf'] === undefined ? undefined : 'cnf';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false;
  for (let index = 0; index < value.length; index++) if (!isText(value[index])) return false; // `every` is slow on frozen arrays
  return true;
}

/** A whole number that is not negative and that JSON carries exactly. J26 */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
