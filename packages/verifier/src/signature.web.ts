/** Signatures and strict decoding where there is WebCrypto and no Node.js. */
import { isCanonicalBase64url } from '@gemel/protocol';
import type { SignatureCheck } from './verification-key.ts';

/** Whether the checks answer at once. */
export const isSynchronous: boolean = false;

const es256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hs256 = { name: 'HMAC', hash: 'SHA-256' };
const ed25519 = { name: 'Ed25519' };
const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const ps256 = { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 };

/** ES256 over a public point. Not every WebCrypto asks whether the point is on the curve. J12 */
export async function importEs256(x: string, y: string): Promise<SignatureCheck> {
  if (!isOnP256(numberOf(x), numberOf(y))) throw new TypeError('not a point of P-256');
  return checkWith(es256, await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, es256, false, ['verify']), 64);
}

/** HS256; WebCrypto compares in constant time. */
export async function importHs256(symmetricKey: Uint8Array): Promise<SignatureCheck> {
  return checkWith(hs256, await crypto.subtle.importKey('raw', Uint8Array.from(symmetricKey), hs256, false, ['verify']), 32);
}

/** Ed25519 over a public point. */
export async function importEd25519(x: string): Promise<SignatureCheck> {
  return checkWith(ed25519, await crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', x }, ed25519, false, ['verify']), 64);
}

/** RS256 or PS256 over a modulus and an exponent. The salt of PS256 is as long as the hash (RFC 7518, section 3.5), no other. */
export async function importRsa(name: 'RS256' | 'PS256', n: string, e: string): Promise<SignatureCheck> {
  const algorithm = name === 'RS256' ? rs256 : ps256;
  return checkWith(algorithm, await crypto.subtle.importKey('jwk', { kty: 'RSA', n, e }, algorithm, false, ['verify']), bytesOf(n).length);
}

/** NIST SP 800-186, section 3.2.1.3: y² = x³ - 3x + b over the field of p elements. */
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

function isOnP256(x: bigint, y: bigint): boolean {
  return x < p && y < p && (y * y - x ** 3n + 3n * x - b) % p === 0n;
}

function numberOf(base64url: string): bigint {
  return Array.from(bytesOf(base64url)).reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}

interface SignatureAlgorithm {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
  readonly saltLength?: number;
}

/** A signature of another length does not hold; not every WebCrypto answers so, some fail. */
function checkWith(
  algorithm: SignatureAlgorithm,
  key: Awaited<ReturnType<typeof crypto.subtle.importKey>>,
  signatureBytes: number,
): SignatureCheck {
  return async (signingInput, signature) => {
    const bytes = bytesOf(signature);
    return bytes.length === signatureBytes && crypto.subtle.verify(algorithm, key, bytes, new TextEncoder().encode(signingInput));
  };
}

/** Returns the bytes of canonical base64url, or undefined for any other text. J19 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  return isCanonicalBase64url(text) ? bytesOf(text) : undefined;
}

/** Returns the text, or undefined where the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
