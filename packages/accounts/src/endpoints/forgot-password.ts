/** `POST /auth/forgot-password` asks for a link to a new password. */
import type { Gemel } from 'gemel';
import { type EndpointCall, type ReadClientFacts, requiredParameter } from 'gemel/endpoints';
import type { PasswordReset } from '../password-reset/password-reset.ts';
import { acceptedAnswer } from './accepted-answer.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export interface ForgotPasswordParts {
  readonly passwordReset: PasswordReset;
  readonly gemel: Gemel;
  readonly readClient: ReadClientFacts;
}

/** 202 whether or not the address has an account. ASVS 6.3.8 */
export async function answerForgotPassword(
  { passwordReset, gemel, readClient }: ForgotPasswordParts,
  call: EndpointCall,
): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['email']);
  await passwordReset.ask(requiredParameter(members, 'email'), readClient(call.facts, call.context.remoteAddress));
  return acceptedAnswer();
}
