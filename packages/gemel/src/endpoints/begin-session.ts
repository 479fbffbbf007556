/** Starts a session in answer to a request, so that nothing of what the browser held before lives on. */
import { type ClientFacts, formatSessionCookie, type Gemel, type RequestFacts, type StartedSession, type StartSession } from '../index.ts';

/**
 * Starts a session and ends the one whose cookie the request carried, if it stands: the new cookie would only hide it (S01).
 * What the request says about the client is filled in where `start.client` does not say it.
 *
 * @throws GemelError as `Gemel.startSession`
 */
export async function beginSession(gemel: Gemel, facts: RequestFacts, client: ClientFacts, start: StartSession): Promise<StartedSession> {
  const started = await gemel.startSession({ ...start, client: { ...client, ...start.client } });
  if (started.sessionToken !== undefined) await endReplacedSession(gemel, facts);
  return started;
}

/** Ends the session whose cookie a request carries. Judges the cookie alone, as if it were only read: a bearer token beside it is none of the browser's. */
export async function endReplacedSession(gemel: Gemel, facts: RequestFacts): Promise<void> {
  const earlier = await gemel.authenticate({ method: 'GET', header: (name) => (name === 'cookie' ? facts.header(name) : undefined) });
  if (earlier.status === 'authenticated') await gemel.revokeSession(earlier.principal.sid, { reason: 'signed_out' });
}

/** The `Set-Cookie` value of a session just started or stepped up; `undefined` where it is held by tokens alone. */
export function cookieOf(gemel: Gemel, started: StartedSession): string | undefined {
  const { cookie, sessions } = gemel.options;
  if (started.sessionToken === undefined) return undefined;
  return formatSessionCookie(cookie, started.sessionToken, cookie.isPersistent ? sessions.overallTimeout : undefined);
}
