/** ES256 (RFC 7518, section 3.4): ECDSA on P-256 with SHA-256, by the form of call that every Node.js does fastest. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import type { SigningKey } from '../core/ports/runtime.ts';
import { exportPrivateKey, parsePrivateKey } from './private-key.ts';

/** Bytes of r, and of s. */
const scalarBytes = 32;

export function generateEs256Key(): SigningKey {
  return es256Key(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/** Reads what `exportSecret` gave. J12: a key of another type or curve is refused. */
export function importEs256Key(secret: string): SigningKey {
  const key = parsePrivateKey(secret);
  if (key?.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new GemelError('keys_unavailable', 'A stored ES256 key is not a private key on P-256.');
  return es256Key(key);
}

function es256Key(privateKey: KeyObject): SigningKey {
  const { kty = '', crv = '', x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    algorithm: 'ES256',
    publicJwk: { kty, crv, x, y, alg: 'ES256', use: 'sig' },
    sign: (text) => signatureFromDer(sign('sha256', Buffer.from(text, 'latin1'), privateKey)),
    exportSecret: () => exportPrivateKey(privateKey),
    symmetricKey: null,
  };
}

/** Turns `SEQUENCE { INTEGER r, INTEGER s }` into r‖s of 32 bytes each, as base64url (RFC 7515, appendix A.3). */
export function signatureFromDer(der: Uint8Array): string {
  const raw = Buffer.alloc(2 * scalarBytes);
  // On P-256 the sequence is shorter than 128 bytes, so each length is one byte.
  const rLength = der[3] ?? 0;
  placeScalar(raw, der.subarray(4, 4 + rLength), scalarBytes);
  placeScalar(raw, der.subarray(6 + rLength), 2 * scalarBytes);
  return raw.toString('base64url');
}

/** Writes an INTEGER so that it ends before `end`, without the zero byte that only says "positive". */
function placeScalar(raw: Buffer, integer: Uint8Array, end: number): void {
  const digits = integer.length > scalarBytes ? integer.subarray(integer.length - scalarBytes) : integer;
  raw.set(digits, end - digits.length);
}
