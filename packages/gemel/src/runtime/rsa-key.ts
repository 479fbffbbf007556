/** RSA with SHA-256 (RFC 7518, sections 3.3 and 3.5), for verifiers that know nothing newer. */
import { constants, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { GemelError } from '@gemel/protocol';
import type { SigningKey } from '../core/ports/runtime.ts';
import { exportPrivateKey, parsePrivateKey } from './private-key.ts';

export type RsaName = 'RS256' | 'PS256';

/** NIST SP 800-57, part 1: 128 bits of strength. */
const modulusBits = 3072;
/** RFC 7518, section 3.5: as long as the hash. */
const saltBytes = 32;
const generate = promisify(generateKeyPair);

/** Resolves to a key; looking for the primes takes a second or more, and is done beside the event loop. */
export async function generateRsaKey(algorithm: RsaName): Promise<SigningKey> {
  return rsaKey(algorithm, (await generate('rsa', { modulusLength: modulusBits })).privateKey);
}

/** Reads what `exportSecret` gave. J12: a key of another type, or a shorter one, is refused. */
export function importRsaKey(algorithm: RsaName, secret: string): SigningKey {
  const key = parsePrivateKey(secret);
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < modulusBits)
    throw new GemelError('keys_unavailable', `A stored ${algorithm} key is not a private RSA key of at least ${modulusBits} bits.`);
  return rsaKey(algorithm, key);
}

function rsaKey(algorithm: RsaName, privateKey: KeyObject): SigningKey {
  const { kty = '', n = '', e = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const padding = algorithm === 'PS256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltBytes } : {};
  const key = { key: privateKey, ...padding };
  return {
    algorithm,
    publicJwk: { kty, n, e, alg: algorithm, use: 'sig' },
    sign: (text) => sign('sha256', Buffer.from(text, 'latin1'), key).toString('base64url'),
    exportSecret: () => exportPrivateKey(privateKey),
    symmetricKey: null,
  };
}
