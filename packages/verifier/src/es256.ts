/** ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4). */
import { isBase64urlOfLength } from '@gemel/protocol';
import { adviceOn } from '#advice';
import { importEs256 } from '#signature';
import type { PublicKeyAlgorithm } from './algorithm.ts';

const name = 'ES256';
const coordinateBytes = 32;

export const es256: PublicKeyAlgorithm = {
  name,
  isSymmetric: false,

  problemWith({ kty, crv, x, y }) {
    if (kty !== 'EC' || crv !== 'P-256') return adviceOn('kty', name, 'kty "EC" and crv "P-256"');
    return isCoordinate(x) && isCoordinate(y) ? undefined : adviceOn('coordinates', name);
  },

  importKey: ({ x = '', y = '' }) => importEs256(x, y),
};

function isCoordinate(text: unknown): boolean {
  return typeof text === 'string' && isBase64urlOfLength(text, coordinateBytes);
}
