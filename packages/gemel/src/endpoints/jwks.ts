/** `GET /.well-known/jwks.json`: the public keys, the next one included, so that a rotation surprises nobody. */
import type { Gemel } from '../index.ts';
import { emptyAnswer, jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';

/** A retired key is refused through the feed, so that a cached copy of the set does no harm. */
const cacheControl = 'public, max-age=60';

/** @see RFC 7517, section 5; a `kid` is never used twice, so the list of them is the set's ETag */
export async function answerJwks(gemel: Gemel, call: EndpointCall): Promise<Response> {
  const keys = await gemel.keys.publicKeys();
  const etag = `"${keys.keys.map((key) => key.kid).join('.')}"`;
  const headers = { 'cache-control': cacheControl, 'cross-origin-resource-policy': 'cross-origin', etag };
  if (call.request.headers.get('if-none-match') === etag) return emptyAnswer(304, headers);
  return jsonAnswer(keys, { ...headers, 'content-type': 'application/jwk-set+json' });
}
