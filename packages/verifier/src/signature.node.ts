/** Signatures and strict decoding on Node.js: synchronous, since WebCrypto's thread pool is shared with password hashing. */
import { Buffer, isUtf8 } from 'node:buffer';
import { createPublicKey, hash, timingSafeEqual, verify } from 'node:crypto';
import type { SignatureCheck } from './verification-key.ts';

/** Whether the checks answer at once. */
export const isSynchronous: boolean = true;

const halfLength = 32;

/** ES256 over a public point; the signature is turned into DER by hand, the form that is fastest. */
export function importEs256(x: string, y: string): SignatureCheck {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  return (signingInput, signature) => {
    const raw = Buffer.from(signature, 'base64url');
    return raw.length === 2 * halfLength && verify('sha256', Buffer.from(signingInput, 'latin1'), key, derFrom(raw));
  };
}

/** SEQUENCE of two INTEGERs, minimal (X.690, 8.3 and 10.1). Their range is the library's to judge. */
function derFrom(raw: Buffer): Buffer {
  const der = Buffer.allocUnsafe(2 + 2 * (2 + 1 + halfLength));
  const end = writeInteger(der, writeInteger(der, 2, raw, 0), raw, halfLength);
  der[0] = 0x30;
  der[1] = end - 2;
  return der.subarray(0, end);
}

function writeInteger(der: Buffer, at: number, raw: Buffer, start: number): number {
  let first = start;
  const last = start + halfLength - 1;
  while (first < last && raw[first] === 0) first++;
  const padding = (raw[first] ?? 0) >= 0x80 ? 1 : 0;
  const length = last - first + 1 + padding;
  der[at] = 0x02;
  der[at + 1] = length;
  der[at + 2] = 0;
  raw.copy(der, at + 2 + padding, first, last + 1);
  return at + 2 + length;
}

const blockLength = 64;
const digestLength = 32;

/** HS256 as two one-shot hashes over prepared pads (RFC 2104): half the cost of `createHmac`. */
export function importHs256(symmetricKey: Uint8Array): SignatureCheck {
  const inner = padFor(symmetricKey, 0x36);
  const outer = Buffer.concat([padFor(symmetricKey, 0x5c), Buffer.alloc(digestLength)]);
  return (signingInput, signature) => {
    const message = Buffer.allocUnsafe(blockLength + signingInput.length);
    inner.copy(message);
    message.write(signingInput, blockLength, 'latin1');
    outer.write(hash('sha256', message, 'binary'), blockLength, 'latin1');
    return isEqual(hash('sha256', outer, 'base64url'), signature);
  };
}

function padFor(symmetricKey: Uint8Array, pad: number): Buffer {
  const key = symmetricKey.length > blockLength ? hash('sha256', symmetricKey, 'buffer') : symmetricKey;
  return Buffer.alloc(blockLength).map((_, index) => (key[index] ?? 0) ^ pad) as Buffer; // Buffer.map gives a Buffer
}

function isEqual(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1'));
}

/** Returns the text of canonical base64url, or undefined where its bytes are not UTF-8. */
export function decodeText(segment: string): string | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
