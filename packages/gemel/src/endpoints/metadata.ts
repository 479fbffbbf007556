/** `GET /.well-known/oauth-authorization-server`: where everything else is, for whoever knows the issuer. */
import { endpointPaths, type ServerMetadata, SESSION_GRANT } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';

const headers = { 'cache-control': 'public, max-age=60', 'cross-origin-resource-policy': 'cross-origin' };

/** @see RFC 8414, section 3.2 */
export async function answerMetadata(gemel: Gemel, hasClients: boolean): Promise<Response> {
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
    revocation_endpoint: base + endpointPaths.revoke,
    revocation_endpoint_auth_methods_supported: ['none'],
    ...(hasClients
      ? {
          introspection_endpoint: base + endpointPaths.introspect,
          introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
        }
      : {}),
  };
  return jsonAnswer(metadata, headers);
}
