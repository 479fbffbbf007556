/** `POST /auth/reset-password` and `/auth/accept-invitation` redeem the link to a password. */
import type { Gemel } from 'gemel';
import { emptyAnswer, type EndpointCall, type ReadClientFacts, requiredParameter } from 'gemel/endpoints';
import type { ResetPassword } from '../password-reset/password-reset.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';

export interface ChoosePasswordParts {
  /** Uses the link up and sets the password. */
  readonly redeem: (given: ResetPassword) => Promise<unknown>;
  readonly gemel: Gemel;
  readonly readClient: ReadClientFacts;
}

/** 204; nobody is signed in by it. */
export async function answerChoosePassword({ redeem, gemel, readClient }: ChoosePasswordParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['token', 'password']);
  await redeem({
    token: requiredParameter(members, 'token'),
    newPassword: requiredParameter(members, 'password'),
    client: readClient(call.facts, call.context.remoteAddress),
  });
  return emptyAnswer(204);
}
