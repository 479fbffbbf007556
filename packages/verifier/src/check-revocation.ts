/** Stage 5: what the revocation feed has said of the token's session and key; asked at every use of a token. */
import { GemelError, NEVER } from '@gemel/protocol';
import type { VerifiedToken } from './verified-token.ts';
import type { View } from './view.ts';

/**
 * Refuses a token whose session has ended or changed, or the one that it came of has ended (`act`), or whose key has been retired. Does not ask whether the view is fresh:
 * what it has heard holds even when it is not.
 *
 * @throws GemelError `token_key_retired`, `session_revoked`, `token_superseded`
 */
export function checkRevocation({ claims, kid }: VerifiedToken, view: View): void {
  const { sid, generation, act } = claims;
  const floor = view.floorOf(sid);
  if (floor >= NEVER || (act && view.floorOf(act.sid) >= NEVER)) throw new GemelError('session_revoked', { sid });
  if (generation < floor) throw new GemelError('token_superseded', { sid });
  if (view.isRetired(kid)) throw new GemelError('token_key_retired', { kid });
}
