/** HMAC with SHA-256 (RFC 7518, section 3.2), for an issuer and verifiers that share a secret. */
import { adviceOn } from '#advice';
import { importHs256 } from '#signature';
import type { SecretAlgorithm } from './algorithm.ts';

/** RFC 7518, section 3.2: a key of at least the size of the hash. J08 */
const shortestKeyBytes = 32;

export const hs256: SecretAlgorithm = {
  name: 'HS256',
  isSymmetric: true,

  problemWith({ symmetricKey }) {
    if (!(symmetricKey instanceof Uint8Array)) return adviceOn('secretBytes', 'HS256');
    return symmetricKey.length >= shortestKeyBytes ? undefined : adviceOn('secretLength', 'HS256', String(shortestKeyBytes));
  },

  importKey: ({ symmetricKey }) => importHs256(symmetricKey),
};
