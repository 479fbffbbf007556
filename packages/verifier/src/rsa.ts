/** RSASSA-PKCS1-v1_5 and RSASSA-PSS with SHA-256 (RFC 7518, sections 3.3 and 3.5). */
import { adviceOn } from '#advice';
import { importRsa } from '#signature';
import type { PublicKeyAlgorithm } from './algorithm.ts';
import { bitLengthOf } from './jwk-bytes.ts';

/** NIST SP 800-57, part 1: 128 bits of strength, as P-256 has. */
const fewestBits = 3072;
/** RFC 7518, section 3.3: the fewest that the specification allows at all. */
const fewestBitsByName = 2048;
/** A longer modulus only makes each check slow. */
const mostBits = 8192;
/** 65537, which every issuer uses; a large exponent makes each check slow. */
const exponent = 'AQAB';

const rsaNamed = (name: 'RS256' | 'PS256'): PublicKeyAlgorithm => ({
  name,
  isSymmetric: false,

  problemWith({ kty, n, e }, { allowRsa2048 = false }) {
    if (kty !== 'RSA') return adviceOn('kty', name, 'kty "RSA"');
    const bits = bitLengthOf(n);
    if (bits === undefined) return adviceOn('modulus', name);
    if (e !== exponent) return adviceOn('exponent', name, exponent);
    if (bits > mostBits) return adviceOn('modulusLong', name, String(mostBits));
    if (bits >= fewestBits || (allowRsa2048 && bits >= fewestBitsByName)) return undefined;
    return adviceOn('modulusShort', name, `${fewestBits} bits, or of ${fewestBitsByName}`);
  },

  importKey: ({ n = '' }) => importRsa(name, n, exponent),
});

export const rs256: PublicKeyAlgorithm = rsaNamed('RS256');
export const ps256: PublicKeyAlgorithm = rsaNamed('PS256');
