/** Signs what a provider would have signed, with its own key or another's, after the test has changed it. */
import type { OidcProvider } from '@gemel/testbed';
import { CompactSign, decodeJwt, importJWK } from 'jose';

export type Claims = Readonly<Record<string, unknown>>;

export interface Signing {
  /** The provider's own key by default. */
  readonly key?: OidcProvider['signingKey'];
  readonly header?: Readonly<Record<string, unknown>>;
}

export async function sign({ signingKey }: OidcProvider, claims: Claims, { key = signingKey, header = {} }: Signing = {}): Promise<string> {
  const { kid, alg } = signingKey;
  const text = new TextEncoder().encode(JSON.stringify(claims));
  return new CompactSign(text).setProtectedHeader({ alg, kid, ...header }).sign(await importJWK(key));
}

/** Returns what replaces an ID token by one with other claims. */
export function changed(idp: OidcProvider, change: (claims: Claims) => Claims, signing: Signing = {}): (token: string) => Promise<string> {
  return (token) => sign(idp, change(decodeJwt(token)), signing);
}

/** Unsigned: `alg` none, and nothing behind the second dot. */
export function unsigned(token: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode(decodeJwt(token))}.`;
}
