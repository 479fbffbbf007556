/** Reads the revocation feed over HTTP, by long poll. */
import { type FeedReadOptions, GemelError, type RevocationFeed } from '@gemel/protocol';
import { checkUrl, type Fetch, fetchText } from './fetch-text.ts';
import { parseFeedPage } from './parse-feed-page.ts';
import { randomId } from './random-id.ts';

export interface HttpFeedOptions {
  /** Where the feed is, such as `https://app.example/feed`. */
  readonly url: string;
  /** True where the network in between is trusted: whoever can change an answer there can hide a revocation. */
  readonly allowPlainHttp?: boolean;
  readonly fetch?: Fetch;
  /** A fresh text of at least 128 random bits. */
  readonly nonce?: () => string;
  /** Bytes that a page may take. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 16 * 1024 * 1024;

/**
 * Creates a feed that is read at `url?after=…&wait=<seconds>&nonce=…&partial=accept&reader=…`. The answer must echo the nonce, so that no cache and no
 * request that was joined with another one can answer for this one.
 *
 * @throws GemelError `options_invalid`; a read rejects with `feed_unavailable` or `feed_page_malformed`.
 */
export function createHttpFeed(options: HttpFeedOptions): RevocationFeed {
  checkUrl('createHttpFeed', options);
  const { url, fetch = globalThis.fetch, nonce = randomId, maxBytes = defaultMaxBytes } = options;

  return {
    async read(after, { waitMs = 0, signal = new AbortController().signal, reader }: FeedReadOptions = {}) {
      const sentNonce = nonce();
      const address = new URL(url);
      if (after !== undefined) address.searchParams.set('after', after);
      address.searchParams.set('wait', String(Math.floor(waitMs) / 1000)); // at most three decimals
      address.searchParams.set('nonce', sentNonce);
      address.searchParams.set('partial', 'accept');
      if (reader !== undefined) address.searchParams.set('reader', reader.id);
      if (reader?.acceptsStale === true) address.searchParams.set('stale', 'accept');
      if (reader?.applied !== undefined) address.searchParams.set('applied', reader.applied.join(','));
      const text = await fetchText(fetch, address.href, { maxBytes, signal }).catch((error: unknown) => {
        throw new GemelError('feed_unavailable', error);
      });
      const answer = parseAnswer(text);
      if (answer.nonce !== sentNonce) throw new GemelError('feed_page_malformed', { member: 'nonce' });
      return parseFeedPage(answer);
    },
  };
}

function parseAnswer(text: string): { readonly nonce?: unknown } {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (typeof answer !== 'object' || answer === null) throw new GemelError('feed_page_malformed', 'not a JSON object');
  return answer;
}
