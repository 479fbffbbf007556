/** `POST /auth/sign-in`: e-mail address and password for a session, held by a cookie or by tokens. */
import { GemelError } from '@gemel/protocol';
import type { Gemel, StartedSession } from 'gemel';
import {
  cookieOf,
  endReplacedSession,
  type EndpointCall,
  jsonAnswer,
  optionalParameter,
  type Parameters,
  principalBody,
  type ReadClientFacts,
  requiredParameter,
} from 'gemel/endpoints';
import type { Accounts } from '../accounts.ts';
import { checkOwnOrigin, isFromBrowser } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export interface SignInParts {
  readonly accounts: Accounts;
  readonly gemel: Gemel;
  readonly readClient: ReadClientFacts;
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
    client: parts.readClient(call.facts, call.context.remoteAddress),
  });
  if (mode === 'token') return tokenAnswer(started);
  await endReplacedSession(parts.gemel, call.facts);
  return cookieAnswer(parts.gemel, started);
}

function readMode(members: Parameters, call: EndpointCall): 'cookie' | 'token' {
  const mode = optionalParameter(members, 'mode') ?? 'cookie';
  if (mode !== 'cookie' && mode !== 'token') throw new GemelError('request_malformed', 'mode is neither cookie nor token');
  if (mode === 'token' && isFromBrowser(call)) throw new GemelError('credential_kind_wrong', 'a page signs in with mode cookie');
  return mode;
}

function cookieAnswer(gemel: Gemel, started: StartedSession): Response {
  const cookie = cookieOf(gemel, started);
  if (cookie === undefined) throw new GemelError('internal', 'a session in mode cookie has no session token');
  return jsonAnswer(principalBody(started.principal), { 'set-cookie': cookie });
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
