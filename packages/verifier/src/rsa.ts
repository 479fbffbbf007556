/** RSASSA-PKCS1-v1_5 and RSASSA-PSS with SHA-256 (RFC 7518, sections 3.3 and 3.5). */
import { decodeBase64url, importRsa } from '#signature';
import type { Algorithm } from './algorithm.ts';

/** NIST SP 800-57, part 1: 128 bits of strength, as P-256 has. */
const fewestBits = 3072;
/** RFC 7518, section 3.3: the fewest that the specification allows at all. */
const fewestBitsByName = 2048;
/** A longer modulus only makes each check slow. */
const mostBits = 8192;
/** 65537, which every issuer uses; a large exponent makes each check slow. */
const exponent = 'AQAB';

const rsaNamed = (name: 'RS256' | 'PS256'): Algorithm => ({
  name,
  isSymmetric: false,
  importKey({ kty, n, e }, { allowRsa2048 = false }) {
    if (kty !== 'RSA' || e !== exponent || typeof n !== 'string') return undefined;
    const bits = bitLengthOf(n);
    return bits >= (allowRsa2048 ? fewestBitsByName : fewestBits) && bits <= mostBits ? importRsa(name, n, exponent) : undefined;
  },
});

export const rs256: Algorithm = rsaNamed('RS256');
export const ps256: Algorithm = rsaNamed('PS256');

/** Returns how many bits a Base64urlUInt has; 0 where the text is not one: canonical base64url without a leading zero byte. */
function bitLengthOf(text: string): number {
  const bytes = decodeBase64url(text);
  const first = bytes?.[0] ?? 0;
  return bytes === undefined || first === 0 ? 0 : 8 * bytes.length + 24 - Math.clz32(first);
}
