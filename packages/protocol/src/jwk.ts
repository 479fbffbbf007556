/** Public keys as JWKS hands them out (RFC 7517). */

/** A public EC key on P-256; the other key types join with their algorithms. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

export interface JwkSet {
  readonly keys: readonly PublicJwk[];
}
