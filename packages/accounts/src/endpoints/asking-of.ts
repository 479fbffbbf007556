/** Whose session asks for a sensitive change: the principal of the request, which a page of ours or a program sent. */
import { type EndpointCall, requirePrincipal } from 'gemel/endpoints';
import type { Asking } from '../step-up/require-recent.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import type { SignInParts } from './sign-in-answer.ts';

export interface Asked {
  readonly asking: Asking;
  /** What the request brought. */
  readonly credential: 'cookie' | 'bearer';
}

/** @throws GemelError `cross_site_refused`, `credential_missing`, and why a credential is refused */
export async function askingOf({ gemel, readClient }: SignInParts, call: EndpointCall): Promise<Asked> {
  checkOwnOrigin(gemel, call);
  const { principal, credential } = await requirePrincipal(gemel, call);
  const { subject, sid } = principal;
  return { asking: { subject, sid, client: readClient(call.facts, call.context.remoteAddress) }, credential };
}
