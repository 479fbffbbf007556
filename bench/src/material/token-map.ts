/** The floor of a token check: verified tokens in a Map by their signature part, the whole token compared. */
const scheme = 'Bearer ';

export interface TokenMap {
  readonly bearers: readonly string[];
  /** Returns the subject, or undefined. */
  find(authorization: string): string | undefined;
}

/** The `index`th token is `user-<index>`'s. */
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

function signatureOf(token: string): string {
  return token.slice(token.lastIndexOf('.') + 1);
}
