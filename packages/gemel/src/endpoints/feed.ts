/** `GET /feed`: the revocation feed for verifiers elsewhere, as a long poll. */
import { GemelError } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';
import { optionalParameter, readQuery } from './read-parameters.ts';

/** A cursor over 64 partitions has some 1500 characters. */
const cursorSpelling = /^[\x21-\x7e]{1,4096}$/;
const nonceSpelling = /^[A-Za-z0-9_-]{1,64}$/;
const waitSpelling = /^[0-9]{1,4}(?:\.[0-9]{1,3})?$/;

/**
 * `after` is a cursor of an earlier page, `wait` seconds (at most `maxStaleness`: a longer wait could renew no lease), and `nonce`
 * comes back in the answer, so that no cache and no collapsed request can have given it. `reader` is a random name that the caller
 * keeps, so that an acknowledged revocation can wait for it; `stale=accept` says that it goes on accepting when its lease has run out.
 * `partial=accept` says that it knows of partitions: any other would take a page that says nothing of some for all of the log.
 */
export async function answerFeed(gemel: Gemel, { request, url }: EndpointCall): Promise<Response> {
  const query = readQuery(url);
  const after = spelled(optionalParameter(query, 'after'), cursorSpelling);
  const nonce = spelled(optionalParameter(query, 'nonce'), nonceSpelling);
  const wait = Number(spelled(optionalParameter(query, 'wait'), waitSpelling) ?? 0);
  const waitMs = Math.min(wait, gemel.options.freshness.maxStaleness) * 1000;
  const id = spelled(optionalParameter(query, 'reader'), nonceSpelling);
  const reader = id === undefined ? {} : { reader: { id, acceptsStale: optionalParameter(query, 'stale') === 'accept' } };
  const page = await gemel.feed.read(after, { waitMs, signal: request.signal, ...reader });
  const mayBePartial = optionalParameter(query, 'partial') === 'accept';
  if (!mayBePartial && (page.silent ?? []).length > 0) throw new GemelError('feed_unavailable', { silent: page.silent });
  return jsonAnswer(nonce === undefined ? page : { ...page, nonce });
}

function spelled(value: string | undefined, spelling: RegExp): string | undefined {
  if (value !== undefined && !spelling.test(value)) throw new GemelError('request_malformed', 'a parameter of the feed is not in its form');
  return value;
}
