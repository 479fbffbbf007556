/** Strict base64url (RFC 4648, section 5; RFC 7515, appendix C): no padding, no other character, canonical last bits. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Character code → its six bits, or 255. */
const sixBits: Uint8Array = new Uint8Array(256).fill(255);
for (let bits = 0; bits < 64; bits++) sixBits[alphabet.charCodeAt(bits)] = bits;

/**
 * Returns whether `text` is canonical base64url: an empty text is (of zero bytes).
 * Two different texts never encode the same bytes. J19
 */
export function isCanonicalBase64url(text: string): boolean {
  const length = text.length;
  const tail = length & 3;
  if (tail === 1) return false;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 255 || sixBits[code] === 255) return false;
  }
  if (tail === 0) return true;
  const lastBits = sixBits[text.charCodeAt(length - 1)] ?? 255;
  return (lastBits & (tail === 2 ? 0b1111 : 0b11)) === 0;
}

/** Returns whether `text` is the canonical base64url of exactly `byteLength` bytes. */
export function isBase64urlOfLength(text: string, byteLength: number): boolean {
  return text.length === Math.ceil((byteLength * 4) / 3) && isCanonicalBase64url(text);
}
