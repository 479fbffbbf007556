/** Writes the `Set-Cookie` values that give out and clear the session cookie; nothing that was not checked gets into one. */
import { GemelError, parseSessionToken, type Seconds } from '@gemel/protocol';

/** Whatever else changes, name, value and attributes stay far below the 4096 bytes that a browser keeps. */
const maxNameLength = 128;
/** RFC 6265, section 4.1.1: a cookie's name is a token of RFC 9110, section 5.6.2. */
const prefixedToken = /^__Host-(?:Http-)?[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/**
 * Returns what is wrong with a cookie name, as the end of a sentence that begins with the option's name, or `undefined` where it is right.
 *
 * The prefix `__Host-` (or `__Host-Http-`, which current browsers hold against scripts as well) is always required: it is what keeps
 * sibling domains from planting the cookie. Browsers take such a cookie from `http://localhost` too (Safari does not), so there is no
 * exception for development.
 */
export function checkCookieName(name: unknown): string | undefined {
  if (typeof name !== 'string') return "must be a text: write '__Host-Http-gemel'";
  if (name.length > maxNameLength) return `has ${name.length} characters: write one of at most ${maxNameLength}`;
  if (prefixedToken.test(name)) return undefined;
  if (name.startsWith('__Host-')) return "may hold letters, digits and !#$%&'*+-.^_`|~ after its prefix: write '__Host-Http-gemel'";
  return `must start with __Host-Http- or __Host-, so that no other host can set it: write '__Host-Http-${suggestion(name)}'`;
}

/** What of a name can stand behind the prefix, so that the suggestion is never wrong itself. */
function suggestion(name: string): string {
  const kept = name.replace(/^__(?:host|secure|http)-/i, '').replaceAll(/[^0-9A-Za-z_-]/g, '');
  return kept === '' ? 'gemel' : kept;
}

/**
 * Returns the `Set-Cookie` value that gives out a session token. `cookie.name` has passed `checkCookieName`.
 *
 * @param maxAge seconds that the browser keeps it; without it, until the browser is closed.
 * @throws GemelError `internal` where `sessionToken` is not one (S31).
 */
export function formatSessionCookie(cookie: { readonly name: string }, sessionToken: string, maxAge?: Seconds): string {
  if (parseSessionToken(sessionToken) === undefined)
    throw new GemelError('internal', 'a session cookie holds a session token and nothing else');
  const lifetime = maxAge === undefined ? '' : `; Max-Age=${Math.max(0, Math.floor(maxAge))}`;
  return `${cookie.name}=${sessionToken}; ${attributes}${lifetime}`;
}

/** Returns the `Set-Cookie` value that clears the session cookie. */
export function formatClearedCookie(cookie: { readonly name: string }): string {
  return `${cookie.name}=; ${attributes}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT`;
}
