/** Strict base64url (RFC 4648, section 5; RFC 7515, appendix C): no padding, no other character, canonical last bits. */

/** Read as a whole, since character by character a text that was cut out of a longer one is read three times slower. */
const anyOther = /[^A-Za-z0-9_-]/;
/** Characters whose last four, and whose last two, bits are zero. */
const beforeOneByte = 'AQgw';
const beforeTwoBytes = 'AEIMQUYcgkosw048';

/**
 * Returns whether `text` is canonical base64url: an empty text is (of zero bytes).
 * Two different texts never encode the same bytes. J19
 */
export function isCanonicalBase64url(text: string): boolean {
  const tail = text.length & 3;
  if (tail === 1 || anyOther.test(text)) return false;
  return tail === 0 || (tail === 2 ? beforeOneByte : beforeTwoBytes).includes(text.charAt(text.length - 1));
}

/** Returns whether `text` is the canonical base64url of exactly `byteLength` bytes. */
export function isBase64urlOfLength(text: string, byteLength: number): boolean {
  return text.length === Math.ceil((byteLength * 4) / 3) && isCanonicalBase64url(text);
}
