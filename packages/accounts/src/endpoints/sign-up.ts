/** `POST /auth/sign-up`: 202 whether or not the address was free; nobody is signed in. ASVS 6.3.8 */
import type { Gemel } from 'gemel';
import { emptyAnswer, type EndpointCall, requiredParameter } from 'gemel/endpoints';
import type { Accounts } from '../accounts.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export async function answerSignUp(accounts: Accounts, gemel: Gemel, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['email', 'password']);
  await accounts.signUp({ email: requiredParameter(members, 'email'), password: requiredParameter(members, 'password') });
  return new Response(null, { status: 202, headers: emptyAnswer(204).headers });
}
