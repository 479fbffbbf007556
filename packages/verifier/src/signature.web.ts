/** Signatures and strict decoding where there is WebCrypto and no Node.js. */
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

/** Returns the text of canonical base64url, or undefined where its bytes are not UTF-8. */
export function decodeText(segment: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(segment));
  } catch {
    return undefined;
  }
}

function bytesOf(segment: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(segment.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
