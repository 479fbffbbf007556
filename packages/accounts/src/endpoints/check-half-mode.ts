/** Keeps tokens from pages: half a sign-in that is to end in tokens is none of a browser's. */
import { GemelError } from '@gemel/protocol';
import type { EndpointCall } from 'gemel/endpoints';
import { isFromBrowser } from './check-own-origin.ts';
import type { SignInParts } from './sign-in-answer.ts';

/** Uses nothing up. @throws GemelError `credential_kind_wrong` */
export async function checkHalfMode({ accounts }: Pick<SignInParts, 'accounts'>, call: EndpointCall, pending: string): Promise<void> {
  if (isFromBrowser(call) && (await accounts.secondFactor.look(pending))?.mode === 'token')
    throw new GemelError('credential_kind_wrong', 'a page signs in with mode cookie');
}
