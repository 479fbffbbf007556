/** Adds to a session's authentication event what its owner has just shown by enrolling it. */
import { GemelError } from '@gemel/protocol';
import type { StartedSession } from 'gemel';
import type { AccountParts } from '../parts.ts';
import { authenticationFacts, type SignInWay, waysOf } from '../sign-in/authentication-event.ts';
import type { Asking } from './require-recent.ts';

/** The event stays as old as it was, since nothing else was shown again; the credentials are new (S01). @throws GemelError `session_unknown` */
export async function strengthenSession(
  { gemel }: Pick<AccountParts, 'gemel'>,
  { subject, sid }: Asking,
  way: SignInWay,
): Promise<StartedSession> {
  const session = (await gemel.listSessions(subject)).find((one) => one.sid === sid);
  if (session === undefined) throw new GemelError('session_unknown');
  const { amr, time } = session.authentication;
  return gemel.stepUp(sid, { ...authenticationFacts([...waysOf(amr), way]), time });
}
