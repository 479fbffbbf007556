/** HMAC with SHA-256 (RFC 7518, section 3.2), for an issuer and verifiers that share a secret. */
import { importHs256 } from '#signature';
import type { Algorithm } from './algorithm.ts';

/** RFC 7518, section 3.2: a key of at least the size of the hash. J08 */
const shortestKeyBytes = 32;

export const hs256: Algorithm = {
  name: 'HS256',

  problemWith(material) {
    if (!('symmetricKey' in material)) return 'HS256 takes { kid, alg, symmetricKey }, never a JWK';
    if (!(material.symmetricKey instanceof Uint8Array)) return 'HS256 takes symmetricKey as a Uint8Array, not as text';
    return material.symmetricKey.length >= shortestKeyBytes ? undefined : `HS256 takes a key of at least ${shortestKeyBytes} random bytes`;
  },

  importKey(material) {
    if (!('symmetricKey' in material)) throw new TypeError('HS256 takes a symmetric key');
    return importHs256(material.symmetricKey);
  },
};
