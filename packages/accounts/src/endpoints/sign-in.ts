/** `POST /auth/sign-in`: e-mail address and password for a session, held by a cookie or by tokens. */
import { GemelError } from '@gemel/protocol';
import { type ClientFacts, formatSessionCookie, type Gemel, type StartedSession } from 'gemel';
import { type EndpointCall, jsonAnswer, optionalParameter, type Parameters, requiredParameter } from 'gemel/endpoints';
import type { Accounts } from '../accounts.ts';
import { checkOwnOrigin, isFromBrowser } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export interface SignInParts {
  readonly accounts: Accounts;
  readonly gemel: Gemel;
  readonly readClient: (call: EndpointCall) => ClientFacts;
}

/**
 * `mode=cookie` (the default) sets the cookie and returns the principal; the session whose cookie came with the request ends once the
 * new one stands (ASVS 7.2.4). `mode=token` returns an access and a refresh token and sets nothing; a browser's page never gets them.
 */
export async function answerSignIn(parts: SignInParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(parts.gemel, call);
  const members = await readMembers(call, ['email', 'password', 'mode']);
  const mode = readMode(members, call);
  const started = await parts.accounts.signIn({
    email: requiredParameter(members, 'email'),
    password: requiredParameter(members, 'password'),
    mode,
    client: parts.readClient(call),
  });
  if (mode === 'token') return tokenAnswer(started);
  await endReplaced(parts.gemel, call);
  return cookieAnswer(parts.gemel, started);
}

function readMode(members: Parameters, call: EndpointCall): 'cookie' | 'token' {
  const mode = optionalParameter(members, 'mode') ?? 'cookie';
  if (mode !== 'cookie' && mode !== 'token') throw new GemelError('request_malformed', 'mode is neither cookie nor token');
  if (mode === 'token' && isFromBrowser(call)) throw new GemelError('credential_kind_wrong', 'a page signs in with mode cookie');
  return mode;
}

/** Judges the cookie alone, as if it were only read; where the request came from has been judged already. */
async function endReplaced(gemel: Gemel, { facts }: EndpointCall): Promise<void> {
  const earlier = await gemel.authenticate({ method: 'GET', header: (name) => (name === 'cookie' ? facts.header(name) : undefined) });
  if (earlier.status === 'authenticated') await gemel.revokeSession(earlier.principal.sid, 'signed_out');
}

function cookieAnswer(gemel: Gemel, { principal, sessionToken }: StartedSession): Response {
  const { cookie, sessions } = gemel.options;
  if (sessionToken === undefined) throw new GemelError('internal', 'a session in mode cookie has no session token');
  const { subject, sid, generation, clientId, authentication, roles, permissions, claims } = principal;
  return jsonAnswer(
    { subject, sid, generation, clientId, authentication, roles, permissions, claims },
    { 'set-cookie': formatSessionCookie(cookie, sessionToken, cookie.isPersistent ? sessions.overallTimeout : undefined) },
  );
}

/** @see RFC 6749, section 5.1 */
function tokenAnswer({ tokens }: StartedSession): Response {
  if (tokens === undefined) throw new GemelError('internal', 'a session in mode token has no tokens');
  const { accessToken, expiresIn, refreshToken } = tokens;
  return jsonAnswer(
    { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refreshToken },
    { pragma: 'no-cache' },
  );
}
