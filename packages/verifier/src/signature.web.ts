/** Signatures and strict decoding where there is WebCrypto and no Node.js. */
import { isCanonicalBase64url } from '@gemel/protocol';
import type { SignatureCheck } from './verification-key.ts';

/** Whether the checks answer at once. */
export const isSynchronous: boolean = false;

const es256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hs256 = { name: 'HMAC', hash: 'SHA-256' };

/** ES256 over a public point. */
export async function importEs256(x: string, y: string): Promise<SignatureCheck> {
  return checkWith(es256, await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, es256, false, ['verify']));
}

/** HS256; WebCrypto compares in constant time. */
export async function importHs256(symmetricKey: Uint8Array): Promise<SignatureCheck> {
  return checkWith(hs256, await crypto.subtle.importKey('raw', Uint8Array.from(symmetricKey), hs256, false, ['verify']));
}

function checkWith(algorithm: typeof es256 | typeof hs256, key: Awaited<ReturnType<typeof crypto.subtle.importKey>>): SignatureCheck {
  return (signingInput, signature) => crypto.subtle.verify(algorithm, key, bytesOf(signature), new TextEncoder().encode(signingInput));
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
