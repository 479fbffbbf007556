/** Keeps other sites from acting with a visitor's cookie; only for requests that a cookie authenticates. */
import { GemelError } from '@gemel/protocol';
import type { RequestFacts } from '../gemel.ts';

/**
 * Returns where the request cannot change anything, or comes from this site; refuses it otherwise.
 *
 * Unsafe methods and WebSocket handshakes are checked. `Sec-Fetch-Site` decides first: `same-origin` and `none` (the visitor's own
 * act) pass. Anything else, its absence included, needs an `Origin` that is allowed; a request with neither header is refused.
 *
 * @param allowedOrigins serialised origins, the issuer's own among them.
 * @throws GemelError `cross_site_refused`
 * @see Fetch Metadata Request Headers, section 2.4; OWASP CSRF Prevention (mandatory Origin fallback)
 */
export function checkRequestOrigin(request: RequestFacts, allowedOrigins: readonly string[]): void {
  if (isSafe(request.method) && !isWebSocketHandshake(request)) return;
  const site = request.header('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.header('origin');
  if (origin === undefined || origin === 'null' || !allowedOrigins.includes(origin)) {
    throw new GemelError('cross_site_refused', { site, origin });
  }
}

/** RFC 9110, section 9.2.1, without TRACE, which nothing here answers. Methods are case-sensitive. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** A handshake is a GET, opens a channel that acts, and is not subject to CORS (ASVS 4.4.2). */
function isWebSocketHandshake(request: RequestFacts): boolean {
  const upgrade = request.header('upgrade');
  return upgrade !== undefined && upgrade.toLowerCase().includes('websocket');
}
