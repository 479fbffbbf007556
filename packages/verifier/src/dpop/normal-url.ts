/** The one spelling of a URL under which two that name the same thing are equal. RFC 3986, sections 6.2.2 and 6.2.3 */

/** Characters. */
const longest = 4096;
/** What a URI may be written with (RFC 3986, section 2), behind the scheme and a host; a parser that is more patient never sees the rest. */
const spelling = /^https?:\/\/[^/?#@\\]+(?:[/?#][A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]*)?$/i;
const host = /^https?:\/\/(?:[A-Za-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]*)?(?=[/?#]|$)/i;
const encoded = /%[0-9a-f]{2}/gi;
const unreserved = /[A-Za-z0-9._~-]/;

/** Returns the URL without its query and fragment, normalised; undefined for what is no http(s) URL, or has a user name. */
export function normalUrl(text: string): string | undefined {
  if (text.length > longest || !spelling.test(text) || !host.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(encoded, normalTriplet);
}

function normalTriplet(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
  return unreserved.test(character) ? character : triplet.toUpperCase();
}
