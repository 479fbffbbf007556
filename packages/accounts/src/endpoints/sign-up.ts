/** `POST /auth/sign-up`: 202 whether or not the address was free; nobody is signed in. ASVS 6.3.8 */
import { type EndpointCall, requiredParameter } from 'gemel/endpoints';
import { acceptedAnswer } from './accepted-answer.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';
import type { SignInParts } from './sign-in-answer.ts';

export async function answerSignUp({ accounts, gemel, readClient }: SignInParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['email', 'password']);
  const client = readClient(call.facts, call.context.remoteAddress);
  await accounts.signUp({ email: requiredParameter(members, 'email'), password: requiredParameter(members, 'password'), client });
  return acceptedAnswer();
}
