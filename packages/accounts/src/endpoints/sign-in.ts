/** `POST /auth/sign-in`: e-mail address and password for a session, held by a cookie or by tokens. */
import { type EndpointCall, requiredParameter } from 'gemel/endpoints';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';
import { readHolding } from './read-holding.ts';
import { signInAnswer, type SignInParts } from './sign-in-answer.ts';

/**
 * `mode=cookie` (the default) sets the cookie and returns the principal. `mode=token` returns an access and a refresh token and sets
 * nothing; a browser's page never gets them. With a proof of possession they are bound to its key.
 */
export async function answerSignIn(parts: SignInParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(parts.gemel, call);
  const members = await readMembers(call, ['email', 'password', 'mode']);
  const result = await parts.accounts.signIn({
    email: requiredParameter(members, 'email'),
    password: requiredParameter(members, 'password'),
    ...(await readHolding(parts.gemel, members, call)),
    client: parts.readClient(call.facts, call.context.remoteAddress),
  });
  return signInAnswer(parts, call, result);
}
