/** `POST /oauth/revoke`: whoever holds a token of a session may end the session. */
import type { Gemel } from '../index.ts';
import { emptyAnswer } from './answers.ts';
import { type CheckClient, presentsClient } from './clients.ts';
import type { EndpointCall } from './endpoint.ts';
import { readParameters, requiredParameter } from './read-parameters.ts';

/**
 * Answers 200 for a token that nobody knows as well, and only once the end is committed: a store that failed is a 503 (S14).
 * Whoever says that it is a client must be one. `token_type_hint` is not needed and not judged.
 *
 * @see RFC 7009, section 2
 */
export async function answerRevoke(gemel: Gemel, checkClient: CheckClient, call: EndpointCall): Promise<Response> {
  const parameters = await readParameters(call.request);
  if (presentsClient(call.request, parameters)) await checkClient(call.request, parameters);
  await gemel.revokeToken(requiredParameter(parameters, 'token'));
  return emptyAnswer(200);
}
