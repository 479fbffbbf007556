/** The spelling of a refresh token: `grt_key.sid.rotation.secret`. Four parts, so it is never taken for a JWS. */
import { isBase64urlOfLength } from './base64url.ts';
import { isSid } from './session-token.ts';

/** Bytes of a refresh token's secret: the whole of an HMAC-SHA-256. */
export const REFRESH_SECRET_BYTES = 32;
/** Bytes of the name of a derivation key. */
export const SECRET_NAME_BYTES = 6;

/** A refresh token taken apart; nothing about it has been judged. */
export interface RefreshTokenParts {
  /** Name of the server secret that its own secret is derived from. */
  readonly secretName: string;
  readonly sid: string;
  /** How often the session's refresh token had been rotated when this one was made; 0 for the first. */
  readonly rotation: number;
  readonly secret: string;
}

const prefix = 'grt_';
const canonicalNumber = /^(?:0|[1-9][0-9]{0,14})$/;

export function formatRefreshToken(parts: RefreshTokenParts): string {
  return `${prefix}${parts.secretName}.${parts.sid}.${parts.rotation}.${parts.secret}`;
}

/** Reads a refresh token. Judges the spelling only, never trust; returns `undefined` for any other text. */
export function parseRefreshToken(text: string): RefreshTokenParts | undefined {
  if (text.length > 128 || !text.startsWith(prefix)) return undefined;
  const [secretName, sid, rotation, secret, ...rest] = text.slice(prefix.length).split('.');
  if (secretName === undefined || sid === undefined || rotation === undefined || secret === undefined || rest.length > 0) return undefined;
  const isSpelledRight =
    isBase64urlOfLength(secretName, SECRET_NAME_BYTES) &&
    isSid(sid) &&
    canonicalNumber.test(rotation) &&
    isBase64urlOfLength(secret, REFRESH_SECRET_BYTES);
  return isSpelledRight ? { secretName, sid, rotation: Number(rotation), secret } : undefined;
}
