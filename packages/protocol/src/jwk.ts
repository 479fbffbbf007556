/** Public keys as JWKS hands them out (RFC 7517). */

/** A public key: EC on P-256 (`crv`, `x`, `y`), OKP on Ed25519 (`crv`, `x`) or RSA (`n`, `e`); RFC 7518, section 6, and RFC 8037. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

export interface JwkSet {
  readonly keys: readonly PublicJwk[];
}
