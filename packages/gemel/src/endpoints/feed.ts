/** `GET /feed`: the revocation feed for verifiers elsewhere, as a long poll; for everybody, or for registered clients alone. */
import { answerFeed as answer } from '@gemel/verifier';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { CheckClient } from './clients.ts';
import type { EndpointCall } from './endpoint.ts';

/** @param checkClient where the feed is for clients alone: before anything else is looked at, so that no stranger counts as a reader. */
export async function answerFeed(gemel: Gemel, checkClient: CheckClient | undefined, { request, url }: EndpointCall): Promise<Response> {
  await checkClient?.(request);
  const longestWait = gemel.options.freshness.maxStaleness;
  return jsonAnswer(await answer(gemel.feed, url.searchParams, { longestWait, signal: request.signal }));
}
