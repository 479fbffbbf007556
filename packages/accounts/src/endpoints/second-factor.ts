/** `POST /auth/second-factor`: what a half sign-in handed out, and the factor that it lacked, for the session that the sign-in asked for. */
import { GemelError } from '@gemel/protocol';
import { type EndpointCall, optionalParameter, requiredParameter } from 'gemel/endpoints';
import { checkHalfMode } from './check-half-mode.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { factorMembers, readFactor } from './read-factor.ts';
import { readMembers } from './read-members.ts';
import { signInAnswer, type SignInParts } from './sign-in-answer.ts';

/** The mode is the sign-in's; a browser's page never gets tokens, and does not use the step up by asking for them. */
export async function answerSecondFactor(parts: SignInParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(parts.gemel, call);
  const members = await readMembers(call, ['pending', 'enrolment', ...factorMembers]);
  const { secondFactor } = parts.accounts;
  const [pending, proof] = [requiredParameter(members, 'pending'), readFactor(members)];
  if (proof === undefined) throw new GemelError('request_malformed', `one of ${factorMembers.join(', ')} is missing`);
  await checkHalfMode(parts, call, pending);
  const client = parts.readClient(call.facts, call.context.remoteAddress);
  const enrolment = optionalParameter(members, 'enrolment');
  if (enrolment === undefined) return signInAnswer(parts, call, await secondFactor.confirm({ ...proof, pending, client }));
  if (!('totp' in proof)) throw new GemelError('request_malformed', 'an enrolment goes with totp');
  return signInAnswer(parts, call, await secondFactor.enrolment.confirm({ pending, enrolment, code: proof.totp, client }));
}
