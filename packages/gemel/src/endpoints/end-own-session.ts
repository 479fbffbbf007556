/** Ends the session that a request speaks for: what sign-out means, for the endpoint and for the adapters. */
import type { ErrorCode } from '@gemel/protocol';
import { type Gemel, type RequestFacts, whoActs } from '../index.ts';

/** A cookie refused for one of these opens nothing any more, on any node; its session does not stand. */
const dead: ReadonlySet<ErrorCode> = new Set(['session_revoked', 'session_expired', 'session_unknown', 'session_token_malformed']);

/**
 * Ends the session and returns whether the cookie is to be cleared: where the request was made with the cookie, also if its session
 * had ended before. A request that carries nothing ends nothing.
 *
 * @throws GemelError what the request is refused for otherwise: `cross_site_refused`, a bad bearer token, two cookies, a secret that has
 * been replaced (the session stands, and only its own credential ends it: S03); or `store_unavailable`: then the session still stands, and
 * so must the cookie (S14)
 */
export async function endOwnSession(gemel: Gemel, facts: RequestFacts): Promise<{ readonly mustClearCookie: boolean }> {
  const result = await gemel.authenticate(facts);
  if (result.status === 'anonymous') return { mustClearCookie: false };
  if (result.status === 'refused') {
    if (!dead.has(result.error.code) || facts.header('authorization') !== undefined) throw result.error;
    return { mustClearCookie: true };
  }
  await gemel.revokeSession(result.principal.sid, {
    reason: 'signed_out',
    by: whoActs(result.principal),
  });
  return { mustClearCookie: result.credential === 'cookie' };
}
