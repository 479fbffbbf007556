/** `/auth/sessions`: the caller's own sessions, and the end of one, of the others, or of all. */
import { GemelError, isSid } from '@gemel/protocol';
import { formatClearedCookie, type Gemel } from '../index.ts';
import { emptyAnswer, jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';
import { readQuery, requiredParameter } from './read-parameters.ts';
import { requirePrincipal } from './require-principal.ts';

/** `GET`: the sessions, newest first; `current` marks the one that asks. */
export async function answerSessionList(gemel: Gemel, call: EndpointCall): Promise<Response> {
  const { principal } = await requirePrincipal(gemel, call);
  const sessions = await gemel.listSessions(principal.subject);
  return jsonAnswer({ sessions: sessions.map((session) => ({ ...session, current: session.sid === principal.sid })) });
}

/** `DELETE …/{sid}`: ends one session, if it is the caller's own; another's is not found, like one that never was (S30). */
export async function answerSessionEnd(gemel: Gemel, call: EndpointCall): Promise<Response> {
  const { principal, credential } = await requirePrincipal(gemel, call);
  const isOwnCurrent = call.segment === principal.sid;
  if (!isOwnCurrent && !(await isOwn(gemel, principal.subject, call.segment))) throw new GemelError('not_found');
  await gemel.revokeSession(call.segment, { reason: isOwnCurrent ? 'signed_out' : 'revoked' });
  return emptyAnswer(204, isOwnCurrent && credential === 'cookie' ? clearing(gemel) : {});
}

/** `DELETE ?scope=others` or `all`; says which ended. */
export async function answerSessionsEnd(gemel: Gemel, call: EndpointCall): Promise<Response> {
  const { principal, credential } = await requirePrincipal(gemel, call);
  const scope = requiredParameter(readQuery(call.url), 'scope');
  if (scope !== 'others' && scope !== 'all') throw new GemelError('request_malformed', 'scope is neither others nor all');
  const { ended } = await gemel.revokeSubject(principal.subject, scope === 'others' ? { except: principal.sid } : {});
  return jsonAnswer({ ended }, scope === 'all' && credential === 'cookie' ? clearing(gemel) : {});
}

async function isOwn(gemel: Gemel, subject: string, sid: string): Promise<boolean> {
  return isSid(sid) && (await gemel.listSessions(subject)).some((session) => session.sid === sid);
}

function clearing(gemel: Gemel): Readonly<Record<string, string>> {
  return { 'set-cookie': formatClearedCookie(gemel.options.cookie) };
}
