/** Signatures and strict decoding on Node.js: synchronous, since WebCrypto's thread pool is shared with password hashing. */
import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { constants, createPublicKey, hash, type JsonWebKey, timingSafeEqual, verify } from 'node:crypto';
import type { SignatureCheck } from './verification-key.ts';

/** Whether the checks answer at once. */
export const isSynchronous: boolean = true;

const halfLength = 32;

/**
 * ES256 over a public point; the signature is turned into DER by hand, the form that is fastest. The buffers belong to the key, and
 * are used by one call at a time, since nothing here waits.
 */
export function importEs256(x: string, y: string): SignatureCheck {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const toDer = createDerWriter();
  const raw = Buffer.alloc(2 * halfLength);
  const textLength = textLengthOf(raw.length);
  return (signingInput, signature) => {
    if (signature.length !== textLength || raw.write(signature, 'base64url') !== raw.length) return false;
    return verify('sha256', Buffer.from(signingInput, 'latin1'), key, toDer(raw));
  };
}

/** Writes a SEQUENCE of two INTEGERs, minimal (X.690, 8.3 and 10.1). Their range is the library's to judge. */
function createDerWriter(): (raw: Uint8Array) => Uint8Array {
  const der = new Uint8Array(2 + 2 * (2 + 1 + halfLength));
  const upTo = Array.from({ length: der.length + 1 }, (_, length) => der.subarray(0, length));
  return (raw) => {
    const end = writeInteger(der, writeInteger(der, 2, raw, 0), raw, halfLength);
    der[0] = 0x30;
    der[1] = end - 2;
    return upTo[end] ?? der;
  };
}

function writeInteger(der: Uint8Array, at: number, raw: Uint8Array, start: number): number {
  const end = start + halfLength;
  let first = start;
  while (first < end - 1 && raw[first] === 0) first++;
  let next = at + 2;
  if ((raw[first] ?? 0) >= 0x80) der[next++] = 0;
  for (let index = first; index < end; index++) der[next++] = raw[index] ?? 0;
  der[at] = 0x02;
  der[at + 1] = next - at - 2;
  return next;
}

/** Ed25519 over a public point. */
export function importEd25519(x: string): SignatureCheck {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  const raw = Buffer.alloc(2 * halfLength);
  const textLength = textLengthOf(raw.length);
  return (signingInput, signature) => {
    if (signature.length !== textLength || raw.write(signature, 'base64url') !== raw.length) return false;
    return verify(null, Buffer.from(signingInput, 'latin1'), key, raw);
  };
}

/** RS256 or PS256 over a modulus and an exponent. The salt of PS256 is as long as the hash (RFC 7518, section 3.5), no other. */
export function importRsa(name: 'RS256' | 'PS256', n: string, e: string): SignatureCheck {
  const jwk: JsonWebKey = { kty: 'RSA', n, e };
  const key = createPublicKey({ format: 'jwk', key: jwk });
  const padded = name === 'PS256' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestLength } : key; // alone it is faster
  const raw = Buffer.alloc(Math.floor((n.length * 3) / 4));
  const textLength = textLengthOf(raw.length);
  return (signingInput, signature) => {
    if (signature.length !== textLength || raw.write(signature, 'base64url') !== raw.length) return false;
    return verify('sha256', Buffer.from(signingInput, 'latin1'), padded, raw);
  };
}

/** Characters that so many bytes take in base64url. */
function textLengthOf(byteLength: number): number {
  return Math.ceil((byteLength * 4) / 3);
}

const blockLength = 64;
const digestLength = 32;
const usualInputLength = 1024;

/**
 * HS256 as two one-shot hashes over prepared pads (RFC 2104): half the cost of `createHmac`. The buffers belong to the key, and are
 * used by one call at a time, since nothing here waits.
 */
export function importHs256(symmetricKey: Uint8Array): SignatureCheck {
  const key = symmetricKey.length > blockLength ? hash('sha256', symmetricKey, 'buffer') : symmetricKey;
  const innerPad = Uint8Array.from({ length: blockLength }, (_, index) => (key[index] ?? 0) ^ 0x36);
  const outer = Buffer.alloc(blockLength + digestLength);
  for (let index = 0; index < blockLength; index++) outer[index] = (key[index] ?? 0) ^ 0x5c;
  let inner = startingWith(innerPad, usualInputLength);
  const isEqual = createComparison();

  return (signingInput, signature) => {
    if (blockLength + signingInput.length > inner.length) inner = startingWith(innerPad, 2 * signingInput.length);
    inner.write(signingInput, blockLength, 'latin1');
    outer.write(hash('sha256', inner.subarray(0, blockLength + signingInput.length), 'binary'), blockLength, 'latin1');
    return isEqual(hash('sha256', outer, 'base64url'), signature);
  };
}

function startingWith(pad: Uint8Array, inputLength: number): Buffer {
  const buffer = Buffer.alloc(blockLength + inputLength);
  buffer.set(pad);
  return buffer;
}

/** Compares the base64url of two digests in constant time. */
function createComparison(): (expected: string, given: string) => boolean {
  const left = Buffer.alloc(textLengthOf(digestLength));
  const right = Buffer.alloc(left.length);
  return (expected, given) => {
    if (given.length !== left.length) return false;
    left.write(expected, 'latin1');
    right.write(given, 'latin1');
    return timingSafeEqual(left, right);
  };
}

/** Returns the bytes of canonical base64url, or undefined for any other text. J19 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** Returns the text, or undefined where the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
  if (isAscii(buffer)) return buffer.toString('latin1'); // which is read faster
  return isUtf8(buffer) ? buffer.toString('utf8') : undefined;
}
