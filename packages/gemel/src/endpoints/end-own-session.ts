/** Ends the session that a request speaks for: what sign-out means, for the endpoint and for the adapters. */
import type { Gemel, RequestFacts } from '../index.ts';

/**
 * Ends the session and returns whether the cookie is to be cleared: where the request was made with the cookie, also if its session
 * had ended before. A request that carries nothing ends nothing.
 *
 * @throws GemelError what the request is refused for otherwise (`cross_site_refused`, a bad bearer token), or `store_unavailable`:
 * the session then still stands, and so must the cookie (S14)
 */
export async function endOwnSession(gemel: Gemel, facts: RequestFacts): Promise<{ readonly mustClearCookie: boolean }> {
  const result = await gemel.authenticate(facts);
  if (result.status === 'anonymous') return { mustClearCookie: false };
  if (result.status === 'refused') {
    const isDeadCookie = result.error.row.error === 'invalid_token' && facts.header('authorization') === undefined;
    if (!isDeadCookie) throw result.error;
    return { mustClearCookie: true };
  }
  await gemel.revokeSession(result.principal.sid, 'signed_out');
  return { mustClearCookie: result.credential === 'cookie' };
}
