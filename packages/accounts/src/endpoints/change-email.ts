/** `POST /auth/email` asks for another address, `…/confirm` redeems the link that was mailed to it, `…/undo` the one that the old address got. */
import type { Gemel } from 'gemel';
import { type EndpointCall, emptyAnswer, type ReadClientFacts, requiredParameter, requirePrincipal } from 'gemel/endpoints';
import type { EmailChange } from '../email-change/email-change.ts';
import type { Asking } from '../step-up/require-recent.ts';
import { acceptedAnswer } from './accepted-answer.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export interface ChangeEmailParts {
  readonly emailChange: EmailChange;
  readonly gemel: Gemel;
  readonly readClient: ReadClientFacts;
}

/** 202 whether or not the new address has an account. ASVS 6.3.8 */
export async function answerChangeEmail(parts: ChangeEmailParts, call: EndpointCall): Promise<Response> {
  const asking = await askingOf(parts, call);
  const members = await readMembers(call, ['email']);
  await parts.emailChange.ask(asking, requiredParameter(members, 'email'));
  return acceptedAnswer();
}

/** 204; the caller is signed in to the account. */
export async function answerChangeEmailConfirm(parts: ChangeEmailParts, call: EndpointCall): Promise<Response> {
  const asking = await askingOf(parts, call);
  const members = await readMembers(call, ['token']);
  await parts.emailChange.confirm(asking, requiredParameter(members, 'token'));
  return emptyAnswer(204);
}

/** 204; nobody is signed in by it, and whoever was is no longer. */
export async function answerChangeEmailUndo({ emailChange, gemel, readClient }: ChangeEmailParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['token']);
  await emailChange.undo.confirm(requiredParameter(members, 'token'), readClient(call.facts, call.context.remoteAddress));
  return emptyAnswer(204);
}

async function askingOf({ gemel, readClient }: ChangeEmailParts, call: EndpointCall): Promise<Asking> {
  checkOwnOrigin(gemel, call);
  const { subject, sid } = (await requirePrincipal(gemel, call)).principal;
  return { subject, sid, client: readClient(call.facts, call.context.remoteAddress) };
}
