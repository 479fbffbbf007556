/** The one way from a sign-in, by whichever way, to an answer: the session's cookie and on, or to the page that asks for the second factor. */
import { whoActs } from 'gemel';
import type { SignInResult } from '@gemel/accounts';
import { giveCookie, type PageContext, type PageServices, readVisitor } from '../page-context.ts';
import { clearPendingCookie, givePendingCookie } from '../second-factor/pending-cookie.ts';
import { linkCookie } from '../sign-in-link/link-cookie.ts';
import { journeyCookie } from '../providers/journey-cookie.ts';
import { withNext } from './way-in.ts';

/** Where whoever signs in is led without having wanted anything else. */
export const home = '/account';
export const secondFactorPath = '/sign-in/second-factor';

export interface LetIn {
  readonly context: PageContext;
  readonly services: PageServices;
  /** A path of ours, as `ownPath` returns it. */
  readonly next: string | undefined;
}

/** Answers 303. A session ends the one that this browser held before; half a sign-in touches none. */
export async function letIn({ context, services, next }: LetIn, result: SignInResult): Promise<Response> {
  if (result.status === 'second_factor_needed') {
    givePendingCookie(context, services, result);
    return context.redirect(withNext(secondFactorPath, next), 303);
  }
  await endFormerSession(context, services);
  giveCookie(context, services, result);
  clearPendingCookie(context, services);
  // Not before: whoever leads a browser back with another answer ends nobody's journey.
  journeyCookie.clear(context, services);
  linkCookie.clear(context, services);
  return context.redirect(next ?? home, 303);
}

/** Whoever signs in again in the same browser leaves no session behind that nobody holds. */
export async function endFormerSession(context: PageContext, services: PageServices): Promise<void> {
  const former = await readVisitor(context, services);
  if (former !== undefined)
    await services.gemel.revokeSession(former.principal.sid, { reason: 'signed_out', by: whoActs(former.principal) });
}
