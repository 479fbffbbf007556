/** RFC 7009: whoever holds a token of a session may end the session; any other text changes nothing and says nothing. */
import { GemelError, parseRefreshToken } from '@gemel/protocol';
import type { VerifiedCredential } from '../requests/authenticate.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { deriveRefreshSecret, type Secrets } from './secrets.ts';

export interface RevokeTokenParts {
  readonly accessTokens: { verifyUnpresented(token: string): Promise<VerifiedCredential> };
  readonly secrets: Secrets;
  readonly runtime: Pick<Runtime, 'hmacSha256' | 'isEqual'>;
  readonly store: Pick<SessionStore, 'find'>;
  /** Returns the sid of a session token that holds, `undefined` where the text is none. */
  readonly checkSessionToken: (text: string) => Promise<string | undefined>;
  readonly end: (sid: string) => Promise<unknown>;
}

/** Returns `Gemel.revokeToken`. Refusals are swallowed, faults are not: an answer means that no session stands that this very token was good for. @see RFC 7009, section 2.2 */
export function createRevokeToken(parts: RevokeTokenParts): (text: string) => Promise<void> {
  /** A refresh token of any rotation will do: its derivation proves that it was given out for this session. */
  const sidOfRefreshToken = async (text: string): Promise<string | undefined> => {
    const token = parseRefreshToken(text);
    if (token === undefined) return undefined;
    const { value: record } = await parts.store.find(token.sid);
    if (record === undefined || record.refresh === null) return undefined;
    const secret = parts.secrets.byName(token.secretName);
    if (secret === undefined) throw new GemelError('secret_unknown', { secretName: token.secretName });
    const expected = deriveRefreshSecret(secret, token.sid, token.rotation, record.refresh.salt, parts.runtime);
    return parts.runtime.isEqual(token.secret, expected) ? token.sid : undefined;
  };

  const sidOf = async (text: string): Promise<string | undefined> => {
    if (text.startsWith('grt_')) return sidOfRefreshToken(text);
    return (await parts.checkSessionToken(text)) ?? (await parts.accessTokens.verifyUnpresented(text)).claims.sid;
  };

  return async (text) => {
    try {
      const sid = await sidOf(text);
      if (sid !== undefined) await parts.end(sid);
    } catch (error) {
      if (!(error instanceof GemelError) || !error.isRefusal) throw error;
    }
  };
}
