/** Reads the revocation feed over HTTP, by long poll. */
import { type FeedReadOptions, GemelError, type RevocationFeed } from '@gemel/protocol';
import { basicAuthorization, type ClientCredentials } from './client-credentials.ts';
import { type Fetch, fetchMembers } from './fetch-members.ts';
import { parseFeedPage } from './parse-feed-page.ts';
import { randomId } from './random-id.ts';
import type { JsonObject } from './strict-json.ts';
import { checkUrl } from './trusted-url.ts';

export interface HttpFeedOptions {
  /** Where the feed is, such as `https://app.example/feed`. */
  readonly url: string;
  /** True where the network in between is trusted: whoever can change an answer there can hide a revocation. */
  readonly allowPlainHttp?: boolean;
  /** Where the feed is for registered clients alone: as whom to read it. */
  readonly client?: ClientCredentials | undefined;
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
  return feedAt(() => options.url, options);
}

/**
 * The same where the address may have to be looked up first, and is one to be trusted. A lease counts from the sending of the read, so
 * before the address was looked up: the first one is only shorter for it.
 */
export function feedAt(address: () => string | Promise<string>, options: Omit<HttpFeedOptions, 'url' | 'allowPlainHttp'>): RevocationFeed {
  const { client, fetch = globalThis.fetch, nonce = randomId, maxBytes = defaultMaxBytes } = options;
  const headers = client === undefined ? {} : { authorization: basicAuthorization(client) };

  async function ask(sentNonce: string, after: string | undefined, reading: FeedReadOptions): Promise<JsonObject> {
    const { signal = new AbortController().signal } = reading;
    return fetchMembers(fetch, questionAt(await address(), sentNonce, after, reading), { maxBytes, signal, headers });
  }

  return {
    async read(after, reading = {}) {
      const sentNonce = nonce();
      const answer = await ask(sentNonce, after, reading).catch((error: unknown) => {
        throw new GemelError('feed_unavailable', error);
      });
      if (answer['nonce'] !== sentNonce) throw new GemelError('feed_page_malformed', { member: 'nonce' });
      return parseFeedPage(answer);
    },
  };
}

function questionAt(address: string, nonce: string, after: string | undefined, { waitMs = 0, reader }: FeedReadOptions): string {
  const url = new URL(address);
  const members = {
    after,
    wait: String(Math.floor(waitMs) / 1000), // at most three decimals
    nonce,
    partial: 'accept',
    reader: reader?.id,
    stale: reader?.acceptsStale ? 'accept' : undefined,
    applied: reader?.applied?.join(','),
  };
  for (const [name, value] of Object.entries(members)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
