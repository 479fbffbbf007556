/** The spelling of a session id and of the session token in the cookie: `sid.secret`. */
import { isBase64urlOfLength } from './base64url.ts';

const sidLength = 22;
const secretLength = 43;

/** Bytes of randomness in a session id: 128 bits, public. */
export const SID_BYTES = 16;
/** Bytes of randomness in a session secret: 256 bits. */
export const SESSION_SECRET_BYTES = 32;

/** Returns whether `text` is spelled like a session id: 128 bits in canonical base64url. */
export function isSid(text: string): boolean {
  return isBase64urlOfLength(text, SID_BYTES);
}

/** Returns `sid.secret`; both parts are base64url. */
export function formatSessionToken(sid: string, secret: string): string {
  return `${sid}.${secret}`;
}

/** Reads `sid.secret`. Judges the spelling only, never trust; returns `undefined` for any other text. */
export function parseSessionToken(text: string): { readonly sid: string; readonly secret: string } | undefined {
  if (text.length !== sidLength + 1 + secretLength || text.charCodeAt(sidLength) !== 46) return undefined;
  const sid = text.slice(0, sidLength);
  const secret = text.slice(sidLength + 1);
  return isSid(sid) && isBase64urlOfLength(secret, SESSION_SECRET_BYTES) ? { sid, secret } : undefined;
}
