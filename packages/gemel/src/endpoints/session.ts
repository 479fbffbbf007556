/** `GET /auth/session`: whom the caller's credential speaks for; either credential gives the same answer. */
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';
import { principalBody } from './principal-body.ts';
import { requirePrincipal } from './require-principal.ts';

export async function answerSession(gemel: Gemel, call: EndpointCall): Promise<Response> {
  const { principal } = await requirePrincipal(gemel, call);
  return jsonAnswer(principalBody(principal));
}
