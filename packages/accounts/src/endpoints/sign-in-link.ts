/** `POST /auth/sign-in-link` asks for a link that signs in, `…/redeem` redeems it. */
import { type EndpointCall, jsonAnswer, optionalParameter, requiredParameter } from 'gemel/endpoints';
import type { SignInLink } from '../sign-in-link/sign-in-link.ts';
import { checkOwnOrigin } from './check-own-origin.ts';
import { readMembers } from './read-members.ts';
import { readHolding } from './read-holding.ts';
import { signInAnswer, type SignInParts } from './sign-in-answer.ts';

export interface SignInLinkParts extends SignInParts {
  readonly signInLink: SignInLink;
}

/** 202 whether or not the address has an account (ASVS 6.3.8), with what the browser keeps so that the link knows it again. */
export async function answerSignInLink({ signInLink, gemel, readClient }: SignInLinkParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(gemel, call);
  const members = await readMembers(call, ['email']);
  const asked = await signInLink.ask(requiredParameter(members, 'email'), readClient(call.facts, call.context.remoteAddress));
  return jsonAnswer({ browser: asked.browser, expires_in: asked.expiresIn }, {}, 202);
}

/** Without `browser` it stands for a person who was shown whose account it is, and pressed a button. */
export async function answerSignInLinkRedeem(parts: SignInLinkParts, call: EndpointCall): Promise<Response> {
  checkOwnOrigin(parts.gemel, call);
  const members = await readMembers(call, ['token', 'browser', 'mode']);
  const browser = optionalParameter(members, 'browser');
  const result = await parts.signInLink.redeem({
    token: requiredParameter(members, 'token'),
    ...(browser === undefined ? {} : { browser }),
    ...(await readHolding(parts.gemel, members, call)),
    client: parts.readClient(call.facts, call.context.remoteAddress),
  });
  return signInAnswer(parts, call, result);
}
