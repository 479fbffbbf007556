/** The feed of an issuer that is known by its name alone; for whoever passes it on. */
import type { RevocationFeed } from '@gemel/protocol';
import type { ClientCredentials } from './client-credentials.ts';
import { createDiscovery } from './discovery.ts';
import type { Fetch } from './fetch-members.ts';
import { feedAt } from './http-feed.ts';
import { systemClock } from './system-runtime.ts';
import { checkUrl } from './trusted-url.ts';

export interface IssuerFeedOptions {
  /** `iss` of its tokens: an `https:` URL, or one of this machine. Its metadata says where the feed is. */
  readonly issuer: string;
  /** Where the feed is for registered clients alone: as whom to read it. */
  readonly client?: ClientCredentials | undefined;
  readonly fetch?: Fetch;
}

/**
 * Creates a feed that is read where the issuer's metadata says; a read that finds no metadata rejects, and the next one asks again.
 *
 * @throws GemelError `options_invalid`; a read rejects with `feed_unavailable` or `feed_page_malformed`.
 * @see RFC 8414, section 3
 */
export function createIssuerFeed({ issuer, client, fetch = globalThis.fetch }: IssuerFeedOptions): RevocationFeed {
  checkUrl('createIssuerFeed', { url: issuer });
  const discover = createDiscovery(issuer, fetch, systemClock);
  return feedAt(() => discover('gemel_feed_uri'), { client, fetch });
}
