/** HS256 (RFC 7518, section 3.2): HMAC-SHA-256 under a key as long as its hash. */
import { randomBytes } from 'node:crypto';
import { GemelError, isBase64urlOfLength } from '@gemel/protocol';
import type { SigningKey } from '../core/ports/runtime.ts';
import type { HmacSha256 } from './hmac-sha256.ts';

const keyBytes = 32;

export function generateHs256Key(hmac: HmacSha256): SigningKey {
  return hs256Key(randomBytes(keyBytes), hmac);
}

/** Reads what `exportSecret` gave. J08: an empty or short key is refused. */
export function importHs256Key(secret: string, hmac: HmacSha256): SigningKey {
  if (!isBase64urlOfLength(secret, keyBytes)) throw new GemelError('keys_unavailable', 'A stored HS256 key is not 32 bytes.');
  return hs256Key(Buffer.from(secret, 'base64url'), hmac);
}

function hs256Key(key: Buffer, hmac: HmacSha256): SigningKey {
  return {
    algorithm: 'HS256',
    publicJwk: null,
    sign: (text) => hmac(key, text),
    exportSecret: () => key.toString('base64url'),
    symmetricKey: key,
  };
}
