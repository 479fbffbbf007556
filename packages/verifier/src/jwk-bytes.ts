/** Sizes of the members of a public JWK, read from their text (RFC 7518, section 6). */
import { isCanonicalBase64url } from '@gemel/protocol';

/** Returns how many bits a Base64urlUInt has, or undefined where the text is not one: canonical base64url without a leading zero byte. */
export function bitLengthOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length < 2 || !isCanonicalBase64url(text)) return undefined;
  const firstByte = atob(text.slice(0, 2).replaceAll('-', '+').replaceAll('_', '/')).charCodeAt(0);
  return firstByte === 0 ? undefined : 8 * Math.floor((text.length * 3) / 4) - Math.clz32(firstByte) + 24;
}
