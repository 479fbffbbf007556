/** `POST /oauth/introspect`: a registered client asks whether an access token holds, at this moment and by what this node knows. */
import { type AccessTokenClaims, toGemelError } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { CheckClient } from './clients.ts';
import type { EndpointCall } from './endpoint.ts';
import { readParameters, requiredParameter } from './read-parameters.ts';

/**
 * Answers with the claims of an access token that holds and is for one of the client's audiences; that any other text is not active is all
 * that is said of it, refresh tokens and session cookies included. What could not be judged is a fault, not an inactive token.
 *
 * @see RFC 7662, sections 2 and 4
 */
export async function answerIntrospect(gemel: Gemel, checkClient: CheckClient, call: EndpointCall): Promise<Response> {
  const client = await checkClient(call.request);
  const token = requiredParameter(await readParameters(call.request), 'token');
  const claims = await claimsOf(gemel, token);
  const isFor = (audience: string): boolean => client.audiences.includes(audience);
  if (claims === undefined || ![claims.aud].flat().some(isFor)) return jsonAnswer({ active: false });
  return jsonAnswer({ ...claims, active: true, token_type: 'Bearer' });
}

async function claimsOf(gemel: Gemel, token: string): Promise<AccessTokenClaims | undefined> {
  try {
    return await gemel.verifyAccessToken(token);
  } catch (error) {
    if (toGemelError(error).isRefusal) return undefined;
    throw error;
  }
}
