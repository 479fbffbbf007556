/** `POST /auth/step-up`: all factors again, or a passkey, inside a session, for new credentials of the kind that the session is held by. RFC 9470 */
import { type EndpointCall, optionalParameter, requiredParameter, requirePrincipal } from 'gemel/endpoints';
import { factorMembers, readFactor } from './read-factor.ts';
import { readMembers } from './read-members.ts';
import { requireOwnCredential } from './require-own-credential.ts';
import { sessionAnswer, type SignInParts } from './sign-in-answer.ts';

export async function answerStepUp({ accounts, gemel, readClient }: SignInParts, call: EndpointCall): Promise<Response> {
  const { principal, credential } = await requirePrincipal(gemel, call);
  const members = await readMembers(call, ['password', ...factorMembers]);
  await requireOwnCredential({ accounts }, { asking: principal, credential });
  const client = readClient(call.facts, call.context.remoteAddress);
  const factor = readFactor(members);
  const isPasskey = factor !== undefined && 'passkey' in factor;
  const password = isPasskey ? optionalParameter(members, 'password') : requiredParameter(members, 'password');
  const proof = { ...(password === undefined ? {} : { password }), ...(factor === undefined ? {} : { factor }) };
  return sessionAnswer(gemel, await accounts.stepUp.confirm({ subject: principal.subject, sid: principal.sid, client }, proof));
}
