/** EdDSA on edwards25519 (RFC 8032, RFC 8037), under either of its names in JOSE. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import type { SigningKey } from '../core/ports/runtime.ts';
import { exportPrivateKey, parsePrivateKey } from './private-key.ts';

/** `EdDSA` is what libraries know that are older than RFC 9864, `Ed25519` what that specification asks for. */
export type EdDsaName = 'EdDSA' | 'Ed25519';

export function generateEd25519Key(algorithm: EdDsaName): SigningKey {
  return ed25519Key(algorithm, generateKeyPairSync('ed25519').privateKey);
}

/** Reads what `exportSecret` gave. J12: a key of another type is refused. */
export function importEd25519Key(algorithm: EdDsaName, secret: string): SigningKey {
  const key = parsePrivateKey(secret);
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new GemelError('keys_unavailable', `A stored ${algorithm} key is not a private key of Ed25519.`);
  return ed25519Key(algorithm, key);
}

function ed25519Key(algorithm: EdDsaName, privateKey: KeyObject): SigningKey {
  const { kty = '', crv = '', x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    algorithm,
    publicJwk: { kty, crv, x, alg: algorithm, use: 'sig' },
    sign: (text) => sign(null, Buffer.from(text, 'latin1'), privateKey).toString('base64url'),
    exportSecret: () => exportPrivateKey(privateKey),
    symmetricKey: null,
  };
}
