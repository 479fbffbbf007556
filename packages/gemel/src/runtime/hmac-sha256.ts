/** HMAC-SHA-256 (RFC 2104) from two one-shot hashes over prepared pads: about half the cost of `createHmac`. */
import { hash } from 'node:crypto';

/** Bytes of a block of SHA-256. */
const blockBytes = 64;
const digestBytes = 32;
const scratchBytes = 8192;

/** Base64url of HMAC-SHA-256 of the text's UTF-8, or of bytes. */
export type HmacSha256 = (key: Uint8Array, message: string | Uint8Array) => string;

interface Pads {
  readonly inner: Uint8Array;
  /** The outer pad, with room behind it for the inner digest. */
  readonly outer: Buffer;
}

/** Returns the function; it remembers the pads of each key object for as long as somebody holds that object, so keys must not be written to. */
export function createHmacSha256(): HmacSha256 {
  const padsOfKeys = new WeakMap<Uint8Array, Pads>();
  const scratch = Buffer.alloc(blockBytes + scratchBytes);

  const padsOf = (key: Uint8Array): Pads => {
    const known = padsOfKeys.get(key);
    if (known !== undefined) return known;
    const pads = preparePads(key);
    padsOfKeys.set(key, pads);
    return pads;
  };

  return (key, message) => {
    const { inner, outer } = padsOf(key);
    // A code unit of text takes at most three bytes.
    const fits = message.length * 3 <= scratchBytes;
    const input = fits ? scratch : Buffer.alloc(blockBytes + message.length * 3);
    input.set(inner);
    const length = typeof message === 'string' ? input.write(message, blockBytes) : copyInto(input, message);
    outer.write(hash('sha256', input.subarray(0, blockBytes + length), 'binary'), blockBytes, 'binary');
    return hash('sha256', outer, 'base64url');
  };
}

function preparePads(key: Uint8Array): Pads {
  const short = key.length > blockBytes ? Buffer.from(hash('sha256', key, 'binary'), 'binary') : key;
  const inner = Buffer.alloc(blockBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [index, byte] of short.entries()) {
    inner[index] = 0x36 ^ byte;
    outer[index] = 0x5c ^ byte;
  }
  return { inner, outer };
}

function copyInto(input: Buffer, message: Uint8Array): number {
  input.set(message, blockBytes);
  return message.length;
}
