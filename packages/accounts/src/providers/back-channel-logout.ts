/** Ends the sessions that came of a session elsewhere, once the provider says that it has ended. OpenID Connect Back-Channel Logout 1.0 */
import { createHash } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import type { Limit } from '../limits/limit-store.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { judgeLogoutToken, logoutClockTolerance, logoutTokenAge } from './judge-logout-token.ts';
import { personKey, sessionKey } from './provider-identity.ts';
import { createProviderKeys, type ProviderKeys } from './provider-keys.ts';
import type { Providers } from './providers.ts';

/** Seconds for which an end is remembered: longer than any sign-in is under way, its second step included. */
const rememberFor = 3600;

export function createBackChannelLogout(parts: AccountParts): Providers['endSessions'] {
  const { store, gemel, audit, now } = parts;
  const keysOf: ReadonlyMap<string, ProviderKeys> = new Map(
    parts.providers.all.map(({ name }) => [name, createProviderKeys(async () => requireClient(name).keysUrl())]),
  );

  function requireClient(name: string) {
    const client = parts.providers.find(name);
    if (client === undefined) throw new GemelError('not_found');
    return client;
  }

  return async (name, token) => {
    requireTexts({ provider: name, logoutToken: token });
    const { provider } = requireClient(name);
    const keys = keysOf.get(name);
    if (keys === undefined) throw new GemelError('not_found');
    const { issuer } = provider;
    const { subject, sid, issuedAt, id } = await judgeLogoutToken(token, provider, { keys, now: now() });
    const once = onceOnly(issuer, id);
    if (!(await store.limits.spend([once], now())).isAllowed) throw new GemelError('logout_token_invalid', { text: 'it was used before' });
    try {
      const person = subject === undefined ? undefined : personKey(issuer, subject);
      const session = sid === undefined ? undefined : sessionKey(issuer, sid);
      const sids = await store.providerSessions.end({ person, session, at: issuedAt, until: now() + rememberFor });
      const ended = (await Promise.all(sids.map((one) => gemel.revokeSession(one, { reason: 'signed_out' })))).flatMap((one) => one.ended);
      await store.providerSessions.remove(sids);
      audit.write({ kind: 'provider.signed_out', provider: name, sessions: ended.length });
      return ended.length;
    } catch (error) {
      // It has not taken effect: the provider may send it again.
      await store.limits.refund([once]).catch(() => undefined);
      throw error;
    }
  };
}

/** One in the time for which a token is taken: so each is, once, whichever node it reaches. */
function onceOnly(issuer: string, id: string): Limit {
  const key = createHash('sha256')
    .update(JSON.stringify(['logout token', issuer, id]))
    .digest('base64url');
  return { key, interval: logoutTokenAge + 4 * logoutClockTolerance, burst: 1 };
}
