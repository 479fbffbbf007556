/** `POST /auth/verify-email` redeems a link; `…/send` mails another one to the caller's address, `…/ask` to the one that is named. */
import { type Gemel, whoActs } from 'gemel';
import { emptyAnswer, type EndpointCall, type ReadClientFacts, requiredParameter, requirePrincipal } from 'gemel/endpoints';
import type { EmailVerification } from '../email-verification/email-verification.ts';
import { acceptedAnswer } from './accepted-answer.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export interface VerifyEmailParts {
  readonly emailVerification: EmailVerification;
  readonly gemel: Gemel;
  readonly readClient: ReadClientFacts;
}

/** 204 where it was good. */
export async function answerVerifyEmail({ emailVerification, gemel, readClient }: VerifyEmailParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['token']);
  await emailVerification.confirm(requiredParameter(members, 'token'), readClient(call.facts, call.context.remoteAddress));
  return emptyAnswer(204);
}

/** 202, also where the address is verified already. */
export async function answerVerifyEmailSend(parts: VerifyEmailParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(parts.gemel, call);
  const { principal } = await requirePrincipal(parts.gemel, call);
  const client = parts.readClient(call.facts, call.context.remoteAddress);
  await parts.emailVerification.send(principal.subject, client, whoActs(principal));
  return acceptedAnswer();
}

/** 202 whether or not the address has an account, and has been confirmed. ASVS 6.3.8 */
export async function answerVerifyEmailAsk(parts: VerifyEmailParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(parts.gemel, call);
  const members = await readMembers(call, ['email']);
  await parts.emailVerification.ask(requiredParameter(members, 'email'), parts.readClient(call.facts, call.context.remoteAddress));
  return acceptedAnswer();
}
