/** Signatures and strict decoding where there is WebCrypto and no Node.js. */
import { isCanonicalBase64url, type PublicJwk } from '@gemel/protocol';
import { numberOf } from './hex.ts';
import type { DecodeText } from './parse-jws.ts';
import type { SignatureCheck } from './verification-key.ts';

/** Whether the checks answer at once. */
export const isSynchronous: boolean = false;

const hash = 'SHA-256';

/** ES256 over a public point. Not every WebCrypto asks whether the point is on the curve. J12 */
export async function importEs256(x: string, y: string): Promise<SignatureCheck> {
  if (!isOnP256(numberOf(bytesOf(x)), numberOf(bytesOf(y)))) throw new TypeError('not a point of P-256');
  return checkWith({ name: 'ECDSA', namedCurve: 'P-256', hash }, { kty: 'EC', crv: 'P-256', x, y }, 64);
}

/** HS256; WebCrypto compares in constant time. */
export async function importHs256(symmetricKey: Uint8Array): Promise<SignatureCheck> {
  return checkWith({ name: 'HMAC', hash }, Uint8Array.from(symmetricKey), 32);
}

/** Ed25519 over a public point. */
export async function importEd25519(x: string): Promise<SignatureCheck> {
  return checkWith({ name: 'Ed25519' }, { kty: 'OKP', crv: 'Ed25519', x }, 64);
}

/** RS256 or PS256 over a modulus and an exponent. The salt of PS256 is as long as the hash (RFC 7518, section 3.5), no other. */
export async function importRsa(alg: 'RS256' | 'PS256', n: string, e: string): Promise<SignatureCheck> {
  const name = alg === 'RS256' ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS';
  return checkWith({ name, hash, saltLength: 32 }, { kty: 'RSA', n, e }, bytesOf(n).length);
}

/** NIST SP 800-186, section 3.2.1.3: y² = x³ - 3x + b over the field of p elements. */
const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

function isOnP256(x: bigint, y: bigint): boolean {
  return x < p && y < p && (y * y - x ** 3n + 3n * x - b) % p === 0n;
}

interface SignatureAlgorithm {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
  readonly saltLength?: number;
}

/** A signature of another length does not hold; not every WebCrypto answers so, some fail. */
async function checkWith(
  algorithm: SignatureAlgorithm,
  material: Uint8Array<ArrayBuffer> | Omit<PublicJwk, 'kid' | 'alg' | 'use'>,
  signatureBytes: number,
): Promise<SignatureCheck> {
  const { subtle } = crypto;
  const key = await (material instanceof Uint8Array
    ? subtle.importKey('raw', material, algorithm, false, ['verify'])
    : subtle.importKey('jwk', material, algorithm, false, ['verify']));
  return async (signingInput, signature) => {
    const bytes = bytesOf(signature);
    return bytes.length === signatureBytes && subtle.verify(algorithm, key, bytes, new TextEncoder().encode(signingInput));
  };
}

/** Base64url of SHA-256 of an ASCII text; a promise where WebCrypto makes it. */
export async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Returns the bytes of canonical base64url, or undefined for any other text. J19 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  return isCanonicalBase64url(text) ? bytesOf(text) : undefined;
}

/** Creates a decoder. */
export function createTextDecoder(): DecodeText {
  return (base64url) => {
    const bytes = decodeBase64url(base64url);
    try {
      return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return '';
    }
  };
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
