/** Finds the session cookie byte-exactly, so that no other cookie, however it is dressed, is ever read in its place. */

/** The header carries the name more than once; which one is ours cannot be told, so neither is. */
export const DUPLICATE_COOKIE: unique symbol = Symbol('duplicate cookie');

const semicolon = 59;
const space = 32;
const equals = 61;

/**
 * Returns the value of the cookie called `name`, `undefined` where there is none, and `DUPLICATE_COOKIE` where there are several.
 *
 * A cookie begins at the start of the header or after `;` and at most one SP. Nothing is decoded, unquoted or trimmed, so a name with
 * U+00A0, U+2000 or a TAB before it is another name (S32). The value is not checked.
 *
 * @param header the `Cookie` header as received, each byte one character; several headers joined with `; `.
 */
export function readSessionCookie(header: string | undefined, name: string): string | undefined | typeof DUPLICATE_COOKIE {
  if (header === undefined) return undefined;
  const first = nextCookie(header, name, 0);
  if (first === -1) return undefined;
  const start = first + name.length + 1;
  const end = header.indexOf(';', start);
  if (end === -1) return header.slice(start);
  return nextCookie(header, name, end) === -1 ? header.slice(start, end) : DUPLICATE_COOKIE;
}

/** Index of the next cookie of exactly this name at or after `from`, or -1. */
function nextCookie(header: string, name: string, from: number): number {
  for (let index = header.indexOf(name, from); index !== -1; index = header.indexOf(name, index + 1)) {
    if (header.charCodeAt(index + name.length) === equals && isCookieStart(header, index)) return index;
  }
  return -1;
}

function isCookieStart(header: string, index: number): boolean {
  if (index === 0) return true;
  const before = header.charCodeAt(index - 1);
  return before === semicolon || (before === space && header.charCodeAt(index - 2) === semicolon);
}
