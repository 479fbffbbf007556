/** Signatures and strict decoding on Node.js: synchronous, since WebCrypto's thread pool is shared with password hashing. */
import { Buffer, isUtf8 } from 'node:buffer';
import { constants, createPublicKey, hash, type JsonWebKey, timingSafeEqual, verify } from 'node:crypto';
import type { DecodeText } from './parse-jws.ts';
import type { SignatureCheck } from './verification-key.ts';

/** Whether the checks answer at once. */
export const isSynchronous: boolean = true;

const halfLength = 32;
const usualTextLength = 1024;

/**
 * ES256 over a public point; the signature is turned into DER by hand, the form that is fastest. The buffers belong to the key, and
 * are used by one call at a time, since nothing here waits.
 */
export function importEs256(x: string, y: string): SignatureCheck {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const toDer = createDerWriter();
  const toBytes = createTextWriter();
  const raw = Buffer.alloc(2 * halfLength);
  const textLength = textLengthOf(raw.length);
  return (signingInput, signature) => {
    if (signature.length !== textLength || raw.write(signature, 'base64url') !== raw.length) return false;
    return verify('sha256', toBytes(signingInput), key, toDer(raw));
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
  const toBytes = createTextWriter();
  const raw = Buffer.alloc(2 * halfLength);
  const textLength = textLengthOf(raw.length);
  return (signingInput, signature) => {
    if (signature.length !== textLength || raw.write(signature, 'base64url') !== raw.length) return false;
    return verify(null, toBytes(signingInput), key, raw);
  };
}

/** RS256 or PS256 over a modulus and an exponent. The salt of PS256 is as long as the hash (RFC 7518, section 3.5), no other. */
export function importRsa(name: 'RS256' | 'PS256', n: string, e: string): SignatureCheck {
  const jwk: JsonWebKey = { kty: 'RSA', n, e };
  const key = createPublicKey({ format: 'jwk', key: jwk });
  const padded = name === 'PS256' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestLength } : key; // alone it is faster
  const toBytes = createTextWriter();
  const raw = Buffer.alloc(Math.floor((n.length * 3) / 4));
  const textLength = textLengthOf(raw.length);
  return (signingInput, signature) => {
    if (signature.length !== textLength || raw.write(signature, 'base64url') !== raw.length) return false;
    return verify('sha256', toBytes(signingInput), padded, raw);
  };
}

/** Returns the bytes of ASCII text, behind a prefix, in a buffer that the next call writes over. */
function createTextWriter(prefix: Uint8Array = new Uint8Array()): (text: string) => Uint8Array {
  let buffer = startingWith(prefix, usualTextLength);
  return (text) => {
    if (prefix.length + text.length > buffer.length) buffer = startingWith(prefix, 2 * text.length);
    buffer.write(text, prefix.length, 'latin1');
    return buffer.subarray(0, prefix.length + text.length);
  };
}

function startingWith(prefix: Uint8Array, textLength: number): Buffer {
  const buffer = Buffer.alloc(prefix.length + textLength);
  buffer.set(prefix);
  return buffer;
}

/** Characters that so many bytes take in base64url. */
function textLengthOf(byteLength: number): number {
  return Math.ceil((byteLength * 4) / 3);
}

const blockLength = 64;
const digestLength = 32;

/**
 * HS256 as two one-shot hashes over prepared pads (RFC 2104): half the cost of `createHmac`. The buffers belong to the key, and are
 * used by one call at a time, since nothing here waits.
 */
export function importHs256(symmetricKey: Uint8Array): SignatureCheck {
  const key = symmetricKey.length > blockLength ? hash('sha256', symmetricKey, 'buffer') : symmetricKey;
  const innerPad = Uint8Array.from({ length: blockLength }, (_, index) => (key[index] ?? 0) ^ 0x36);
  const outer = Buffer.alloc(blockLength + digestLength);
  for (let index = 0; index < blockLength; index++) outer[index] = (key[index] ?? 0) ^ 0x5c;
  const toInner = createTextWriter(innerPad);
  const isEqual = createComparison();

  return (signingInput, signature) => {
    outer.write(hash('sha256', toInner(signingInput), 'binary'), blockLength, 'latin1');
    return isEqual(hash('sha256', outer, 'base64url'), signature);
  };
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

/** Base64url of SHA-256 of an ASCII text; a promise where WebCrypto makes it. */
export function sha256(text: string): string | Promise<string> {
  return hash('sha256', text, 'base64url');
}

/** Returns the bytes of canonical base64url, or undefined for any other text. J19 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** What stands for bytes that are not UTF-8; it may also be meant. */
const replacement = '\uFFFD';

/** Creates a decoder with a buffer of its own, which each text writes over and of which nothing else is read: half the cost of new memory. */
export function createTextDecoder(): DecodeText {
  let bytes = Buffer.allocUnsafe(usualTextLength);
  return (base64url) => {
    if (base64url.length > bytes.length) bytes = Buffer.allocUnsafe(2 * base64url.length);
    const length = bytes.write(base64url, 'base64url');
    if (bytes.toString('base64url', 0, length) !== base64url) return undefined;
    const text = bytes.toString('utf8', 0, length);
    return text.includes(replacement) && !isUtf8(bytes.subarray(0, length)) ? '' : text;
  };
}
