/** `/auth/sessions`: the caller's own sessions, and the end of one, of the others, or of all. */
import { GemelError, isSid, type Seconds } from '@gemel/protocol';
import { checkRequirement, formatClearedCookie, type Gemel, type Session, type SessionPrincipal, whoActs } from '../index.ts';
import { emptyAnswer, jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';
import { readQuery, requiredParameter } from './read-parameters.ts';
import { requirePrincipal } from './require-principal.ts';

/** Seconds since the authentication event for which the sessions may be listed and ended; undefined: however long ago it was. ASVS 7.5.2 */
export type SessionsMaxAuthAge = Seconds | undefined;

/** `GET`: the sessions, newest first; `current` marks the one that asks. */
export async function answerSessionList(gemel: Gemel, maxAuthAge: SessionsMaxAuthAge, call: EndpointCall): Promise<Response> {
  const { principal } = await requirePrincipal(gemel, call);
  checkRecent(gemel, maxAuthAge, principal);
  const sessions = await gemel.listSessions(principal.subject);
  return jsonAnswer({ sessions: sessions.map((session) => ({ ...sessionBody(session), current: session.sid === principal.sid })) });
}

/** `DELETE …/{sid}`: ends one session, if it is the caller's own (the one that asks at any time: that is a sign-out); another's is not found, like one that never was (S30). */
export async function answerSessionEnd(gemel: Gemel, maxAuthAge: SessionsMaxAuthAge, call: EndpointCall): Promise<Response> {
  const { principal, credential } = await requirePrincipal(gemel, call);
  const isOwnCurrent = call.segment === principal.sid;
  // Before it is looked for: without a proof nobody at an open browser finds out which sids are the account's, and where it is signed in.
  if (!isOwnCurrent) checkRecent(gemel, maxAuthAge, principal);
  if (!isOwnCurrent && !(await isOwn(gemel, principal.subject, call.segment))) throw new GemelError('not_found');
  await gemel.revokeSession(call.segment, { reason: isOwnCurrent ? 'signed_out' : 'revoked', by: whoActs(principal) });
  return emptyAnswer(204, isOwnCurrent && credential === 'cookie' ? clearing(gemel) : {});
}

/** `DELETE ?scope=others` or `all`; says which ended. */
export async function answerSessionsEnd(gemel: Gemel, maxAuthAge: SessionsMaxAuthAge, call: EndpointCall): Promise<Response> {
  const { principal, credential } = await requirePrincipal(gemel, call);
  checkRecent(gemel, maxAuthAge, principal);
  const scope = requiredParameter(readQuery(call.url), 'scope');
  if (scope !== 'others' && scope !== 'all') throw new GemelError('request_malformed', 'scope is neither others nor all');
  const { subject, sid } = principal;
  const { ended } = await gemel.revokeSubject(subject, { by: whoActs(principal), ...(scope === 'others' ? { except: sid } : {}) });
  return jsonAnswer({ ended }, scope === 'all' && credential === 'cookie' ? clearing(gemel) : {});
}

/** Who acts in a session is told, not from where. */
function sessionBody({ act, ...session }: Session): object {
  return act === undefined ? session : { ...session, act: { sub: act.sub } };
}

/** @throws GemelError `authentication_too_old` */
function checkRecent(gemel: Gemel, maxAuthAge: SessionsMaxAuthAge, principal: SessionPrincipal): void {
  if (maxAuthAge !== undefined) checkRequirement(principal, { maxAuthAge }, gemel.engineTime());
}

async function isOwn(gemel: Gemel, subject: string, sid: string): Promise<boolean> {
  return isSid(sid) && (await gemel.listSessions(subject)).some((session) => session.sid === sid);
}

function clearing(gemel: Gemel): Readonly<Record<string, string>> {
  return { 'set-cookie': formatClearedCookie(gemel.options.cookie) };
}
