/** What a role or a permission may be called; the rule of a scope in OAuth. RFC 6749, section 3.3 */
import { GemelError } from '@gemel/protocol';

/** Returns whether the text is 1 to 128 printable characters of ASCII without spaces, quotes and backslashes. */
export function isGrantName(name: unknown): name is string {
  return typeof name === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/.test(name);
}

/** @throws GemelError `request_malformed` where one is no name */
export function checkGrantNames(names: readonly unknown[]): void {
  for (const name of names) {
    if (isGrantName(name)) continue;
    const text = `${JSON.stringify(name)} is not the name of a role or permission: no spaces, quotes or control characters.`;
    throw new GemelError('request_malformed', text);
  }
}
