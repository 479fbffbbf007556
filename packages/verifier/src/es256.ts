/** ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4). */
import { isBase64urlOfLength } from '@gemel/protocol';
import { importEs256 } from '#signature';
import type { Algorithm } from './algorithm.ts';

const coordinateBytes = 32;

export const es256: Algorithm = {
  name: 'ES256',
  isSymmetric: false,
  importKey({ kty, crv, x, y }) {
    if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) return undefined;
    return importEs256(x, y);
  },
};

function isCoordinate(text: unknown): text is string {
  return typeof text === 'string' && isBase64urlOfLength(text, coordinateBytes);
}
