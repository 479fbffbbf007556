/** Reads a payload whose signature holds: every claim there and of its type. Judges no trust. */
import { type AccessTokenClaims, GemelError, isSid } from '@gemel/protocol';
import { type JsonObject, parseStrictObject } from './strict-json.ts';

/**
 * Returns the claims, frozen, since requests share them.
 *
 * @throws GemelError `token_claims_invalid`: no strict JSON object, or a claim missing or of the wrong type. Whether the
 * token is bound to a key (`cnf`, RFC 7800) is not looked at.
 * @see RFC 9068, section 2.2
 */
export function parseClaims(payload: string): AccessTokenClaims {
  const claims = parseStrictObject(payload);
  if (claims === undefined) throw new GemelError('token_claims_invalid', 'not a JSON object with each name once');
  const wrong = claimJudges.find(([name, judge]) => !judge(claims[name]));
  if (wrong) throw new GemelError('token_claims_invalid', { claim: wrong[0] });
  return claims as unknown as AccessTokenClaims; // every claim of it has just been judged
}

type Judge = (value: unknown) => boolean;

/** Each claim, and what it has to be. */
const claimJudges: readonly (readonly [string, Judge])[] = Object.entries({
  iss: isText,
  sub: isText,
  aud: (value) => isText(value) || (isTexts(value) && value.length > 0),
  exp: isTime,
  iat: isTime,
  nbf: (value = 0) => isTime(value),
  jti: isText,
  client_id: isText,
  sid: isSession,
  generation: (value) => isTime(value) && value !== 0,
  auth_time: isTime,
  amr: isTexts,
  acr: (value = 'none') => isText(value),
  roles: isTexts,
  permissions: isTexts,
  // The session that this one came of is named: who could not hear of its end must not accept. RFC 8693, section 4.1
  act: (value) => value === undefined || isActor(value),
} satisfies Record<string, Judge>);

function isActor(value: unknown): boolean {
  const { sub, sid } = Object(value) as JsonObject; // of what is none, an object without them
  return isText(sub) && isSession(sid);
}

function isSession(value: unknown): boolean {
  return isText(value) && isSid(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false;
  for (const one of value) if (!isText(one)) return false; // `every` is slow on frozen arrays
  return true;
}

/** A whole number that is not negative and that JSON carries exactly. J26 */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
