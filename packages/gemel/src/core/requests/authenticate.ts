/** Judges the credential of a request: the access token where there is one, the session cookie otherwise. */
import { type AccessTokenClaims, GemelError, isDpopScheme, parseSessionToken, readBearerToken, readDpopToken } from '@gemel/protocol';
import { checkRequestOrigin } from './check-request-origin.ts';
import type { HeldSession, SessionTokenChecker } from '../cache/check-session-token.ts';
import type { EventHub } from '../event-hub.ts';
import type { AuthenticationResult, RequestFacts, SessionPrincipal } from '../gemel.ts';
import type { HotCounts } from '../stats.ts';
import { DUPLICATE_COOKIE, readSessionCookie } from './read-session-cookie.ts';

/** What the token path gives; the verifier's `VerifiedToken` is one. */
export interface VerifiedCredential {
  readonly claims: AccessTokenClaims;
  readonly principal: SessionPrincipal;
}

export interface AuthenticateParts {
  readonly cookieName: string;
  /** Origins that may send the cookie with an unsafe method; the issuer's own among them. */
  readonly ownOrigins: readonly string[];
  readonly sessionTokens: SessionTokenChecker;
  /** The audience that stands for this application: a token for another one was given to somebody else, who must not use it here (ASVS 10.3.1). */
  readonly ownAudience: string;
  readonly accessTokens: {
    verify(token: string, request?: RequestFacts): VerifiedCredential | Promise<VerifiedCredential>;
  };
  readonly events: EventHub;
  readonly counts: HotCounts;
}

const anonymous: AuthenticationResult = Object.freeze({ status: 'anonymous' });

/** Returns `Gemel.authenticate`. */
export function createAuthenticate(
  parts: AuthenticateParts,
): (request: RequestFacts) => AuthenticationResult | Promise<AuthenticationResult> {
  const { counts } = parts;

  const acceptCookie = (held: HeldSession): AuthenticationResult => {
    counts.cookie++;
    return held.accepted;
  };

  const acceptBearer = ({ claims, principal }: VerifiedCredential): AuthenticationResult & { readonly status: 'authenticated' } => {
    if (!isFor(claims, parts.ownAudience)) throw new GemelError('token_audience_wrong', { sid: claims.sid });
    counts.bearer++;
    return { status: 'authenticated', principal, credential: 'bearer' };
  };

  const acceptProven = (verified: VerifiedCredential): AuthenticationResult => ({ ...acceptBearer(verified), isSenderConstrained: true });

  /** A refusal is a value; a fault flies. */
  const refuse = (error: unknown): AuthenticationResult => {
    if (!(error instanceof GemelError) || !error.isRefusal) throw error;
    const sid = sidOf(error.cause);
    parts.events.emit('credential.refused', { code: error.code, ...(sid === undefined ? {} : { sid }) });
    return { status: 'refused', error, clearCookie: error.code === 'session_cookie_duplicate' };
  };

  const settleLater = async <Credential>(
    checking: Promise<Credential>,
    accept: (credential: Credential) => AuthenticationResult,
  ): Promise<AuthenticationResult> => {
    try {
      return accept(await checking);
    } catch (error) {
      return refuse(error);
    }
  };

  const settle = <Credential>(
    check: () => Credential | Promise<Credential>,
    accept: (credential: Credential) => AuthenticationResult,
  ): AuthenticationResult | Promise<AuthenticationResult> => {
    try {
      const checked = check();
      return checked instanceof Promise ? settleLater(checked, accept) : accept(checked);
    } catch (error) {
      return refuse(error);
    }
  };

  const checkCookie = (request: RequestFacts, value: string): HeldSession | Promise<HeldSession> => {
    checkRequestOrigin(request, parts.ownOrigins);
    const known = parts.sessionTokens.recall(value, request.isUnattended);
    if (known !== undefined) {
      counts.recordHits++;
      return known;
    }
    const token = parseSessionToken(value);
    if (token === undefined) throw new GemelError('session_token_malformed');
    counts.recordReads++;
    return parts.sessionTokens.check(token, request.isUnattended);
  };

  return (request) => {
    const authorization = request.header('authorization');
    if (authorization !== undefined) {
      if (!isDpopScheme(authorization)) return settle(() => parts.accessTokens.verify(readBearerToken(authorization)), acceptBearer);
      return settle(() => parts.accessTokens.verify(readDpopToken(authorization), request), acceptProven);
    }
    const cookie = readSessionCookie(request.header('cookie'), parts.cookieName);
    if (cookie === undefined) {
      counts.anonymous++;
      return anonymous;
    }
    if (cookie === DUPLICATE_COOKIE) return refuse(new GemelError('session_cookie_duplicate'));
    return settle(() => checkCookie(request, cookie), acceptCookie);
  };
}

function isFor({ aud }: AccessTokenClaims, audience: string): boolean {
  return typeof aud === 'string' ? aud === audience : aud.includes(audience);
}

function sidOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('sid' in cause)) return undefined;
  return typeof cause.sid === 'string' ? cause.sid : undefined;
}
