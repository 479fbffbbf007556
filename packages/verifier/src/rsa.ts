/** RSASSA-PKCS1-v1_5 and RSASSA-PSS with SHA-256 (RFC 7518, sections 3.3 and 3.5). */
import { importRsa } from '#signature';
import type { Algorithm } from './algorithm.ts';
import { bitLengthOf } from './jwk-bytes.ts';

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

  problemWith(material, { allowRsa2048 = false } = {}) {
    if ('symmetricKey' in material) return `${name} takes a public JWK, not a symmetric key`;
    if (material.kty !== 'RSA') return `${name} takes a JWK with kty "RSA"`;
    const bits = bitLengthOf(material.n);
    if (bits === undefined) return `${name} takes n in base64url without padding and without a leading zero`;
    if (material.e !== exponent) return `${name} takes e of 65537, "${exponent}"`;
    if (bits > mostBits) return `${name} takes a modulus of at most ${mostBits} bits`;
    if (bits >= fewestBits || (allowRsa2048 && bits >= fewestBitsByName)) return undefined;
    return `${name} takes a modulus of at least ${fewestBits} bits, or of ${fewestBitsByName} where allowRsa2048 is true`;
  },

  importKey(material) {
    if ('symmetricKey' in material) throw new TypeError(`${name} takes a public JWK`);
    return importRsa(name, material.n ?? '', exponent);
  },
});

export const rs256: Algorithm = rsaNamed('RS256');
export const ps256: Algorithm = rsaNamed('PS256');
