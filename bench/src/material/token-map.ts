/** The floor of a token check: verified tokens in a Map, by their signature part or by their digest. */
import crypto from 'node:crypto';

const scheme = 'Bearer ';

export interface TokenMap {
  readonly bearers: readonly string[];
  /** Returns the subject, or undefined. */
  find(authorization: string): string | undefined;
}

/** Finds by the signature part, and compares the whole token. The `index`th token is `user-<index>`'s. */
export function createTokenMap(tokens: readonly string[]): TokenMap {
  const known = new Map<string, { readonly token: string; readonly subject: string }>();
  tokens.forEach((token, index) => known.set(signatureOf(token), { token, subject: `user-${index}` }));
  const find = (authorization: string): string | undefined => {
    if (!authorization.startsWith(scheme)) return undefined;
    const token = authorization.slice(scheme.length);
    const entry = known.get(signatureOf(token));
    return entry !== undefined && entry.token === token ? entry.subject : undefined;
  };
  return { bearers: tokens.map((token) => scheme + token), find };
}

/** Finds by SHA-256 of the whole token. */
export function createDigestMap(tokens: readonly string[]): Pick<TokenMap, 'find'> {
  const known = new Map(tokens.map((token, index) => [digestOf(token), `user-${index}`]));
  return { find: (authorization) => known.get(digestOf(authorization.slice(scheme.length))) };
}

function digestOf(token: string): string {
  return crypto.hash('sha256', token, 'base64');
}

function signatureOf(token: string): string {
  return token.slice(token.lastIndexOf('.') + 1);
}
