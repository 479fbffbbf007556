/** `POST /auth/second-factor/enrolment`: sets an authenticator app up inside half a sign-in, where a policy asks for one and there is nothing to show. */
import { type EndpointCall, jsonAnswer, requiredParameter } from 'gemel/endpoints';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';
import type { SignInParts } from './sign-in-answer.ts';

/** The first code goes to `POST /auth/second-factor`, with `enrolment` beside it. */
export async function answerSecondFactorEnrolment({ accounts, gemel }: SignInParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['pending']);
  const { enrolment, uri, secret, expiresIn } = await accounts.secondFactor.enrolment.begin(requiredParameter(members, 'pending'));
  return jsonAnswer({ enrolment, uri, secret, expires_in: expiresIn });
}
