/** Takes a token apart as far as it goes, so that a person sees what is in it. Neither the verifier's parser nor a judgement: see judge-as-if-signed. */
import { parseRefreshToken, parseSessionToken } from '@gemel/protocol';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a token says of itself; nobody vouches for it. */
export interface DecodedToken {
  /** Its three parts as they are spelled. */
  readonly parts: readonly [string, string, string];
  readonly header: JsonObject;
  readonly payload: JsonObject;
}

/** Returns the parts of whatever has the shape of a signed token, or a sentence that says why there is nothing to show. */
export function decodeToken(text: string): DecodedToken | string {
  if (parseSessionToken(text) !== undefined)
    return "This is a session token, the value of a session's cookie. It holds a random secret, so there is nothing to decode; whoever has it is signed in.";
  if (parseRefreshToken(text) !== undefined)
    return 'This is a refresh token. It holds a derived secret, so there is nothing to decode; whoever has it can get access tokens.';
  const parts = text.split('.');
  if (parts.length === 5) return 'This is an encrypted token (JWE, RFC 7516): only whoever has its key can read it.';
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third === undefined || parts.length > 3)
    return 'This is not a signed token: a compact JWS has three parts between two dots (RFC 7515, section 7.1).';
  const header = decodeObject(first);
  const payload = decodeObject(second);
  if (header === undefined) return 'The first part, the header, is not a JSON object in base64url.';
  if (payload === undefined) return 'The second part, the payload, is not a JSON object in base64url: whatever it is, it holds no claims.';
  return { parts: [first, second, third], header, payload };
}

function decodeObject(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as JsonObject) : undefined; // by the line above
  } catch {
    return undefined;
  }
}
