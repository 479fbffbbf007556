/** HMAC with SHA-256 (RFC 7518, section 3.2), for an issuer and verifiers that share a secret. */
import { importHs256 } from '#signature';
import type { Algorithm } from './algorithm.ts';

/** RFC 7518, section 3.2: a key of at least the size of the hash. J08 */
const shortestKeyBytes = 32;

export const hs256: Algorithm = {
  name: 'HS256',
  isSymmetric: true,
  importKey: ({ symmetricKey }) =>
    symmetricKey instanceof Uint8Array && symmetricKey.length >= shortestKeyBytes ? importHs256(symmetricKey) : undefined,
};
