/** `GET /feed`: the revocation feed for verifiers elsewhere, as a long poll. */
import { answerFeed as answer } from '@gemel/verifier';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';

export async function answerFeed(gemel: Gemel, { request, url }: EndpointCall): Promise<Response> {
  const longestWait = gemel.options.freshness.maxStaleness;
  return jsonAnswer(await answer(gemel.feed, url.searchParams, { longestWait, signal: request.signal }));
}
