/** What a client holds after signing in. */

export interface Credential {
  /** What it presents with each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The cookies as they were set, attributes and all; none where it holds tokens. */
  readonly setCookies: readonly string[];
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
}

/** Of an answer to a sign-in. @throws Error where there is no credential in it */
export async function readCredential(response: Response): Promise<Credential> {
  if (!response.ok) throw new Error(`a node refused to sign anybody in: ${response.status} ${(await response.text()).slice(0, 200)}`);
  const setCookies = response.headers.getSetCookie();
  const body = (await response.json()) as Tokens | null; // the nodes' own answer
  return credentialOf(setCookies, body ?? {});
}

interface Tokens {
  readonly accessToken?: string;
  readonly refreshToken?: string;
}

/** @throws Error where there is neither a cookie nor a token */
export function credentialOf(setCookies: readonly string[], body: Tokens): Credential {
  if (setCookies.length > 0) {
    return { headers: { cookie: cookieHeader(setCookies) }, setCookies, accessToken: null, refreshToken: null };
  }
  if (body.accessToken === undefined) throw new Error('a node signed somebody in without a credential');
  return bearing(body.accessToken, body.refreshToken ?? null);
}

export function bearing(accessToken: string, refreshToken: string | null): Credential {
  return { headers: { authorization: `Bearer ${accessToken}` }, setCookies: [], accessToken, refreshToken };
}

export function cookieHeader(setCookies: readonly string[]): string {
  return setCookies.map((line) => line.split(';', 1)[0] ?? '').join('; ');
}

/** Bytes that the credential adds to each request: header names, values, line ends. */
export function requestBytes({ headers }: Credential): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
}

/** The claims that a JWT shows to whoever holds it; null for anything else. */
export function readClaims(token: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>; // an object, or what a test made of it
  } catch {
    return null;
  }
}
