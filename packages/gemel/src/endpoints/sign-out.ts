/** `POST /auth/sign-out`: ends the caller's session, on the server and in the browser. */
import { formatClearedCookie, type Gemel } from '../index.ts';
import { emptyAnswer } from './answers.ts';
import { endOwnSession } from './end-own-session.ts';
import type { EndpointCall } from './endpoint.ts';
import { isForm } from './read-parameters.ts';

export interface SignOutOptions {
  /** Where a form is sent on to: a path of this site. */
  readonly afterSignOut: string;
  /** Whether browsers are told to drop what the site has stored and cached as well. */
  readonly mustClearSiteData: boolean;
}

/** Answers a form with a redirection to a fixed path (S29), anything else with 204. @see RFC 9700, section 4.12 (303) */
export async function answerSignOut(gemel: Gemel, call: EndpointCall, options: SignOutOptions): Promise<Response> {
  const { mustClearCookie } = await endOwnSession(gemel, call.facts);
  const headers = {
    ...(mustClearCookie ? { 'set-cookie': formatClearedCookie(gemel.options.cookie) } : {}),
    ...(options.mustClearSiteData ? { 'clear-site-data': '"cache", "storage"' } : {}),
  };
  return isForm(call.request) ? emptyAnswer(303, { ...headers, location: options.afterSignOut }) : emptyAnswer(204, headers);
}
