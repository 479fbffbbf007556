/** Stage 4: from our issuer, for us, and at this time. */
import { type AccessTokenClaims, GemelError, type Seconds } from '@gemel/protocol';

/** What a verifier was set up to accept. */
export interface Expectations {
  /** Compared byte for byte. J28 */
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Seconds by which engine time may be off true time. */
  readonly clockTolerance: Seconds;
}

/**
 * Refuses claims of another issuer or for another audience.
 *
 * @throws GemelError `token_issuer_wrong`, `token_audience_wrong`
 * @see RFC 9068, section 4
 */
export function checkClaims(claims: AccessTokenClaims, { issuer, audiences }: Expectations): void {
  if (claims.iss !== issuer) throw new GemelError('token_issuer_wrong');
  const { aud } = claims;
  const isForUs = typeof aud === 'string' ? audiences.includes(aud) : aud.some((one) => audiences.includes(one));
  if (!isForUs) throw new GemelError('token_audience_wrong');
}

/**
 * Refuses claims outside of their time. Asked at every use of a token, so that no cache outlives `exp`. J22
 * The tolerance is for times that seem to lie ahead; `exp` has none, so that a token never outlives what its session's cookie may.
 *
 * @param engineNow by the engine's clock, which also wrote the times.
 * @param horizon seconds after `iat` for which the revocation feed remembers.
 * @throws GemelError `token_expired`, `token_not_yet_valid`
 */
export function checkTime(claims: AccessTokenClaims, engineNow: Seconds, { clockTolerance }: Expectations, horizon: Seconds): void {
  if (!(engineNow < claims.exp && engineNow < claims.iat + horizon)) throw new GemelError('token_expired');
  const earliest = Math.max(claims.iat, claims.nbf ?? 0);
  if (earliest > engineNow + clockTolerance) throw new GemelError('token_not_yet_valid');
}
