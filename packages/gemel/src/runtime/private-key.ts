/** Private keys as the text that is sealed: PKCS #8 DER in base64url. */
import { createPrivateKey, type KeyObject } from 'node:crypto';

export function exportPrivateKey(key: KeyObject): string {
  return key.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
}

/** Returns the key, or undefined: what the parser says of a bad text could quote it, so it is dropped. */
export function parsePrivateKey(secret: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(secret, 'base64url'), format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}
