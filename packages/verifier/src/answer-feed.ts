/** Answers a request for the revocation feed: for the endpoint of a node, and for whoever relays the feed. */
import { type FeedPage, type FeedReader, GemelError, type RevocationFeed, type Seconds } from '@gemel/protocol';

export interface AnswerFeedOptions {
  /** Seconds that a read may wait; `maxStaleness`, since a longer wait could renew no lease. */
  readonly longestWait: Seconds;
  /** Aborted when the caller has gone. */
  readonly signal?: AbortSignal;
}

/** A cursor over 64 partitions has some 1500 characters. */
const cursorSpelling = /^[\x21-\x7e]{1,4096}$/;
const nameSpelling = /^[A-Za-z0-9_-]{1,64}$/;
const waitSpelling = /^[0-9]{1,4}(?:\.[0-9]{1,3})?$/;
const appliedSpelling = /^[A-Za-z0-9_,-]{0,4096}$/;

/**
 * Returns what is to be sent as JSON, with `Cache-Control: no-store`.
 *
 * `after` is a cursor of an earlier page, `wait` seconds, and `nonce` comes back in the answer, so that no cache and no collapsed request can
 * have given it. `reader` is a random name that the caller keeps, so that an acknowledged revocation can wait for it; `stale=accept` says
 * that it goes on accepting when its lease has run out; `applied`, a list with commas, is a relay's: what everybody behind it has applied.
 * `partial=accept` says that it knows of partitions: any other would take a page that says nothing of some for all of the log. A parameter
 * without a value counts as left out, but for `applied`.
 *
 * @throws GemelError `request_malformed`; what the feed throws
 */
export async function answerFeed(
  feed: RevocationFeed,
  query: URLSearchParams,
  { longestWait, signal }: AnswerFeedOptions,
): Promise<FeedPage & { readonly nonce?: string }> {
  const after = spelled(query, 'after', cursorSpelling);
  const nonce = spelled(query, 'nonce', nameSpelling);
  const waitMs = Math.min(Number(spelled(query, 'wait', waitSpelling) ?? 0), longestWait) * 1000;
  const reader = readerFrom(query);
  const page = await feed.read(after, { waitMs, ...(signal === undefined ? {} : { signal }), ...(reader === undefined ? {} : { reader }) });
  const mayBePartial = spelled(query, 'partial', nameSpelling) === 'accept';
  if (!mayBePartial && (page.silent ?? []).length > 0) throw new GemelError('feed_unavailable', { silent: page.silent });
  return nonce === undefined ? page : { ...page, nonce };
}

function readerFrom(query: URLSearchParams): FeedReader | undefined {
  const id = spelled(query, 'reader', nameSpelling);
  const acceptsStale = spelled(query, 'stale', nameSpelling) === 'accept';
  const [applied, ...others] = query.getAll('applied');
  if (others.length > 0 || (applied !== undefined && !appliedSpelling.test(applied))) throw malformed();
  if (id === undefined) return undefined;
  return applied === undefined
    ? { id, acceptsStale }
    : { id, acceptsStale, applied: applied.split(',').filter((receipt) => receipt !== '') };
}

/** One that is given twice is malformed (RFC 6749, section 3.1). */
function spelled(query: URLSearchParams, name: string, spelling: RegExp): string | undefined {
  const [value = '', ...others] = query.getAll(name);
  if (others.length > 0 || (value !== '' && !spelling.test(value))) throw malformed();
  return value === '' ? undefined : value;
}

function malformed(): GemelError {
  return new GemelError('request_malformed', 'a parameter of the feed is not in its form');
}
