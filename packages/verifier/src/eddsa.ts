/** EdDSA on edwards25519 (RFC 8037, section 3.1), under its name of before and under its fully specified one (RFC 9864, section 2.2). */
import { isBase64urlOfLength } from '@gemel/protocol';
import { decodeBase64url, importEd25519 } from '#signature';
import type { Algorithm } from './algorithm.ts';
import { numberOf } from './hex.ts';

const keyBytes = 32;

/** A key is for one of the two names, as each key has one algorithm; the signatures are the same. */
const eddsaNamed = (name: string): Algorithm => ({
  name,
  isSymmetric: false,
  importKey({ kty, crv, x }) {
    const isPoint = kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && isBase64urlOfLength(x, keyBytes);
    return isPoint && !isOfSmallOrder(x) ? importEd25519(x) : undefined;
  },
});

export const eddsa: Algorithm = eddsaNamed('EdDSA');
export const ed25519: Algorithm = eddsaNamed('Ed25519');

const p = 2n ** 255n - 19n;

/**
 * Under a point of order 1, 2, 4 or 8 a signature holds for texts that nobody signed. Those have y = ±1, y = 0, and, since doubling one of
 * order 8 gives y = 0, x² = -y²: by the curve's equation, -x² + y² = 1 + dx²y², that is dy⁴ + 2y² = 1. RFC 8032, section 5.1
 */
function isOfSmallOrder(x: string): boolean {
  const littleEndian = decodeBase64url(x) ?? new Uint8Array(); // which has been judged
  const y = BigInt.asUintN(255, numberOf(littleEndian.reverse())); // without the sign of x
  const y2 = y * y;
  return (y * (y2 - 1n) * (121_666n * (2n * y2 - 1n) - 121_665n * y2 * y2)) % p === 0n; // d = -121665/121666
}
