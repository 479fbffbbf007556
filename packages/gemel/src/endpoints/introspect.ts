/** `POST /oauth/introspect`: a registered client asks whether an access token holds, at this moment and by what this node knows. */
import { type AccessTokenClaims, GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { CheckClient } from './clients.ts';
import type { EndpointCall } from './endpoint.ts';
import { optionalParameter, readParameters, requiredParameter } from './read-parameters.ts';

/**
 * Answers with the claims of an access token that holds and is for one of the client's audiences; that any other text is not active is all
 * that is said of it, refresh tokens and session cookies included. What could not be judged is a fault, not an inactive token.
 *
 * A `nonce` comes back, so that no cache can have answered; `gemel_view_age` says how many seconds old this node's view was at most after
 * the question had arrived, so that whoever accepts a token by this answer can keep to its bound.
 *
 * @see RFC 7662, sections 2 and 4; RFC 9449, section 6.2 (`cnf`)
 */
export async function answerIntrospect(gemel: Gemel, checkClient: CheckClient, call: EndpointCall): Promise<Response> {
  const parameters = await readParameters(call.request);
  const client = await checkClient(call.request, parameters);
  const token = requiredParameter(parameters, 'token');
  const echo = echoOf(optionalParameter(parameters, 'nonce'));
  const age = viewAge(gemel); // before the token is judged: a view that is renewed meanwhile is only younger
  const claims = await claimsOf(gemel, token);
  const isFor = (audience: string): boolean => client.audiences.includes(audience);
  if (claims === undefined || ![claims.aud].flat().some(isFor)) return jsonAnswer({ active: false, ...echo });
  return jsonAnswer({ ...claims, active: true, token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP', gemel_view_age: age, ...echo });
}

function echoOf(nonce: string | undefined): { readonly nonce?: string } {
  if (nonce === undefined) return {};
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(nonce)) throw new GemelError('request_malformed', 'the nonce is not in its form');
  return { nonce };
}

/** Seconds. A lease that has run out, so that the store was asked, shows as the whole bound. */
function viewAge(gemel: Gemel): Seconds {
  return Math.max(0, gemel.options.freshness.maxStaleness - gemel.stats().feed.leaseLeftMs / 1000);
}

async function claimsOf(gemel: Gemel, token: string): Promise<AccessTokenClaims | undefined> {
  try {
    return await gemel.introspectAccessToken(token);
  } catch (error) {
    if (toGemelError(error).isRefusal) return undefined;
    throw error;
  }
}
