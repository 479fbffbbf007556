/** `GET /auth/session`: whom the caller's credential speaks for; at once, or when the session has ended, for a page that wants to hear of it. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';
import { principalBody } from './principal-body.ts';
import { optionalParameter, readQuery } from './read-parameters.ts';
import { requirePrincipal } from './require-principal.ts';
import type { SessionWaits } from './session-waits.ts';

/** Proxies close a request that says nothing for a minute. */
const longestWait: Seconds = 55;

/**
 * Either credential gives the same answer. With `wait` (seconds) it comes when the session ends, as its refusal, or after the wait, judged
 * anew; such a request is no activity, and it is answered early where too many wait, where the client goes away and where the node stops.
 *
 * @throws GemelError `request_malformed`, or what the credential is refused for
 */
export async function answerSession(gemel: Gemel, waits: SessionWaits, call: EndpointCall): Promise<Response> {
  const wait = readWait(call.url);
  const judged = wait === 0 ? call : { ...call, facts: { ...call.facts, isUnattended: true } };
  const { principal } = await requirePrincipal(gemel, judged);
  if (wait === 0) return jsonAnswer(principalBody(principal));
  await waits.untilEnd(principal, wait, call.request.signal);
  return jsonAnswer(principalBody((await requirePrincipal(gemel, judged)).principal));
}

/** Seconds, whole; 0 where none is asked for. */
function readWait(url: URL): Seconds {
  const given = optionalParameter(readQuery(url), 'wait') ?? '0';
  if (!/^[0-9]{1,4}$/.test(given)) throw new GemelError('request_malformed', 'wait is not a number of seconds');
  return Math.min(Number(given), longestWait);
}
