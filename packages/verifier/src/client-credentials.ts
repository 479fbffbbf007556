/** What a service that is registered at an issuer proves itself by: to read a feed that is not public, and to ask about tokens. */

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Returns the `Authorization` header of `client_secret_basic`; both halves are encoded as in a form. @see RFC 6749, section 2.3.1 */
export function basicAuthorization({ clientId, clientSecret }: ClientCredentials): string {
  return `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;
}
