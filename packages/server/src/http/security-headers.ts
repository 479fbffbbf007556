/** Headers that every answer carries. */

/** No script at all; style, picture and forms of this site alone; nobody's frame (CSP 3). */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const always: readonly (readonly [string, string])[] = [
  ['content-security-policy', contentSecurityPolicy],
  ['x-content-type-options', 'nosniff'],
  // Not no-referrer: with that one a form's Origin header would read "null".
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
];

/** Adds the headers; `no-store` only where nothing else was said. HSTS on https alone, since elsewhere it means nothing (RFC 6797, 7.2). */
export function addSecurityHeaders(headers: Headers, isHttps: boolean): void {
  for (const [name, value] of always) headers.set(name, value);
  if (isHttps) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
}
