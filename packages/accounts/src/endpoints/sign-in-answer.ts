/** What every endpoint that signs in answers with: a cookie, tokens, or what is still lacking. */
import { GemelError } from '@gemel/protocol';
import type { Gemel, StartedSession } from 'gemel';
import { cookieOf, endReplacedSession, type EndpointCall, jsonAnswer, principalBody, type ReadClientFacts } from 'gemel/endpoints';
import type { Accounts } from '../accounts.ts';
import type { HalfSignedIn, SignInResult } from '../sign-in/sign-in-result.ts';

export interface SignInParts {
  readonly accounts: Accounts;
  readonly gemel: Gemel;
  readonly readClient: ReadClientFacts;
}

/** Answers with what the sign-in came to; the session whose cookie came with the request ends once the new one stands (ASVS 7.2.4). */
export async function signInAnswer({ gemel }: SignInParts, call: EndpointCall, result: SignInResult): Promise<Response> {
  if (result.status === 'second_factor_needed') return halfAnswer(result);
  if (result.sessionToken !== undefined) await endReplacedSession(gemel, call.facts);
  return sessionAnswer(gemel, result);
}

/** Answers with what a session was just given: the cookie and the principal, or the tokens. */
export function sessionAnswer(gemel: Gemel, started: StartedSession): Response {
  const cookie = cookieOf(gemel, started);
  return cookie === undefined ? tokenAnswer(started) : jsonAnswer(principalBody(started.principal), { 'set-cookie': cookie });
}

/** Nobody is signed in yet, and nothing in the answer is a credential. S07 */
function halfAnswer({ status, pending, expiresIn, factors }: HalfSignedIn): Response {
  return jsonAnswer({ error: status, pending, expires_in: expiresIn, factors: [...factors] }, {}, 401);
}

/** @see RFC 6749, section 5.1 */
function tokenAnswer({ tokens }: StartedSession): Response {
  if (tokens === undefined) throw new GemelError('internal', 'a session has neither session token nor tokens');
  const { accessToken, expiresIn, tokenType, refreshToken } = tokens;
  return jsonAnswer(
    { access_token: accessToken, token_type: tokenType, expires_in: expiresIn, refresh_token: refreshToken },
    { pragma: 'no-cache' },
  );
}
