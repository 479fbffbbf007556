/** Keeps a session's credentials where they are when it is given new ones: they come to whoever brought what it is held by. */
import { GemelError } from '@gemel/protocol';
import type { Asked } from './asking-of.ts';
import type { SignInParts } from './sign-in-answer.ts';

/**
 * The cookie renews its own session, and so do tokens; an access token minted for a cookie's session would take the cookie away.
 *
 * @throws GemelError `credential_kind_wrong`, `session_unknown`
 */
export async function requireOwnCredential({ accounts }: Pick<SignInParts, 'accounts'>, { asking, credential }: Asked): Promise<void> {
  const { mode } = await accounts.stepUp.needs(asking);
  if (mode !== (credential === 'cookie' ? 'cookie' : 'token'))
    throw new GemelError('credential_kind_wrong', 'a session is given new credentials by what it is held by');
}
