/** `GET /.well-known/oauth-authorization-server`: where everything else is, for whoever knows the issuer. */
import { endpointPaths, type ServerMetadata, SESSION_GRANT } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import { keysOf } from './client-assertion.ts';
import type { Client } from './clients.ts';

const headers = { 'cache-control': 'public, max-age=60', 'cross-origin-resource-policy': 'cross-origin' };

/** @see RFC 8414, section 3.2 */
export async function answerMetadata(gemel: Gemel, clients: readonly Client[]): Promise<Response> {
  const methods = methodsOf(clients);
  const algorithms = [...new Set(clients.flatMap(keysOf).map(({ alg }) => alg))];
  const { issuer } = gemel.options;
  const base = issuer.replace(/\/$/, '');
  const metadata: ServerMetadata = {
    issuer,
    jwks_uri: base + endpointPaths.jwks,
    gemel_feed_uri: base + endpointPaths.feed,
    token_endpoint: base + endpointPaths.token,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['refresh_token', SESSION_GRANT],
    response_types_supported: [],
    dpop_signing_alg_values_supported: gemel.proofs.algorithms,
    revocation_endpoint: base + endpointPaths.revoke,
    revocation_endpoint_auth_methods_supported: ['none', ...methods],
    ...(clients.length > 0
      ? {
          introspection_endpoint: base + endpointPaths.introspect,
          introspection_endpoint_auth_methods_supported: methods,
        }
      : {}),
    ...(algorithms.length > 0
      ? {
          introspection_endpoint_auth_signing_alg_values_supported: algorithms,
          revocation_endpoint_auth_signing_alg_values_supported: algorithms,
        }
      : {}),
  };
  return jsonAnswer(metadata, headers);
}

/** @see RFC 6749, section 2.3.1; OpenID Connect Core 1.0, section 9 */
function methodsOf(clients: readonly Client[]): readonly string[] {
  const haveSecrets = clients.some(({ secretHash }) => secretHash !== undefined);
  const haveKeys = clients.some(({ jwks }) => jwks !== undefined);
  return [...(haveSecrets ? ['client_secret_basic', 'client_secret_post'] : []), ...(haveKeys ? ['private_key_jwt'] : [])];
}
