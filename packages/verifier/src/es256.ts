/** ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4). */
import { isBase64urlOfLength } from '@gemel/protocol';
import { importEs256 } from '#signature';
import type { Algorithm } from './algorithm.ts';

const coordinateBytes = 32;

export const es256: Algorithm = {
  name: 'ES256',

  problemWith(material) {
    if ('symmetricKey' in material) return 'ES256 takes a public JWK, not a symmetric key';
    if (material.kty !== 'EC' || material.crv !== 'P-256') return 'ES256 takes a JWK with kty "EC" and crv "P-256"';
    const { x, y } = material;
    const areCoordinates = isCoordinate(x) && isCoordinate(y);
    return areCoordinates ? undefined : 'ES256 takes x and y of 32 bytes each, in base64url without padding';
  },

  importKey(material) {
    if ('symmetricKey' in material) throw new TypeError('ES256 takes a public JWK');
    return importEs256(material.x ?? '', material.y ?? '');
  },
};

function isCoordinate(text: unknown): boolean {
  return typeof text === 'string' && isBase64urlOfLength(text, coordinateBytes);
}
