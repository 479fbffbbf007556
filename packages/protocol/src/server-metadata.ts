/** What an issuer says about itself (RFC 8414), so that whoever knows its name finds the rest. */
import type { endpointPaths } from './endpoint-paths.ts';

/** The members that Gemel writes; a verifier reads three of them. */
export interface ServerMetadata {
  /** Exactly the `iss` of the tokens. RFC 8414, section 3.3 */
  readonly issuer: string;
  readonly jwks_uri: string;
  /** Where the revocation feed is; ours, and registered nowhere. */
  readonly gemel_feed_uri: string;
  readonly token_endpoint: string;
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly grant_types_supported: readonly string[];
  /** None: there is no authorization endpoint. */
  readonly response_types_supported: readonly string[];
  readonly revocation_endpoint: string;
  readonly revocation_endpoint_auth_methods_supported: readonly string[];
  /** Only where clients are registered that may use it. */
  readonly introspection_endpoint?: string;
  readonly introspection_endpoint_auth_methods_supported?: readonly string[];
  /** Of the keys that tokens can be bound to. RFC 9449, section 5.1 */
  readonly dpop_signing_alg_values_supported: readonly string[];
  /** Of the keys that clients sign with; only where some do. */
  readonly introspection_endpoint_auth_signing_alg_values_supported?: readonly string[];
  readonly revocation_endpoint_auth_signing_alg_values_supported?: readonly string[];
}

/** A constant of its own, so that whoever only looks for it holds no list of endpoints. */
const metadataPath: (typeof endpointPaths)['metadata'] = '/.well-known/oauth-authorization-server';

/**
 * Returns where an issuer's metadata is: the well-known path stands between its host and its own path.
 *
 * @see RFC 8414, section 3
 */
export function metadataUrlOf(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return origin + metadataPath + pathname.replace(/\/$/, '');
}
