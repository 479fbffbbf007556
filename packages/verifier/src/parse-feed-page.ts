/** Reads a page of the feed as it comes over the network, strictly: what is not understood might be a revocation. */
import { type FeedPage, GemelError, isSid, MOST_PARTITIONS, NEVER, type Revocation } from '@gemel/protocol';
import { LONGEST_KID } from './import-verification-key.ts';

const longestName = 512;
/** It has a part for each partition of the log. */
const longestCursor = 4096;
const longestReceipt = 64;

/**
 * Returns the page. Members that are not known are left out, so that a newer feed can say more; an entry of a kind that is not known
 * makes the page malformed.
 *
 * @throws GemelError `feed_page_malformed`
 */
export function parseFeedPage(value: unknown): FeedPage {
  if (!isObject(value)) throw malformed('page');
  const { epoch, cursor, entries, isSnapshot, hasMore, age, now, retention, maxStaleness, settlesIn = 0 } = value;
  if (!isName(epoch, longestName)) throw malformed('epoch');
  if (!isName(cursor, longestCursor)) throw malformed('cursor');
  if (typeof isSnapshot !== 'boolean') throw malformed('isSnapshot');
  if (typeof hasMore !== 'boolean') throw malformed('hasMore');
  if (!isNumber(age)) throw malformed('age');
  if (!isNumber(now)) throw malformed('now');
  if (!isNumber(retention) || retention === 0) throw malformed('retention');
  if (!isNumber(maxStaleness) || maxStaleness === 0) throw malformed('maxStaleness');
  if (!Array.isArray(entries)) throw malformed('entries');
  if (!isNumber(settlesIn)) throw malformed('settlesIn');
  const young = settlesIn > 0 ? { settlesIn } : {};
  const page = { epoch, cursor, entries: entries.map(parseEntry), isSnapshot, hasMore, age, now, retention, maxStaleness, ...young };
  return { ...page, ...parsePartitions(value) };
}

function parsePartitions({ partitions = 1, silent = [] }: Readonly<Record<string, unknown>>): Pick<FeedPage, 'partitions' | 'silent'> {
  if (!isWhole(partitions) || partitions === 0 || partitions > MOST_PARTITIONS) throw malformed('partitions');
  if (!Array.isArray(silent) || !silent.every((one) => isWhole(one) && one < partitions)) throw malformed('silent');
  return partitions === 1 && silent.length === 0 ? {} : { partitions, silent: silent.map(Number) };
}

function parseEntry(value: unknown): Revocation {
  if (!isObject(value)) throw malformed('entry');
  const { kind, sid, generation, until, kid, receipt } = value;
  if (receipt !== undefined && !isName(receipt, longestReceipt)) throw malformed('receipt');
  const receipted = receipt === undefined ? {} : { receipt };
  if (kind === 'session') {
    if (typeof sid !== 'string' || !isSid(sid)) throw malformed('sid');
    if (!isWhole(generation) || generation === 0 || generation > NEVER) throw malformed('generation');
    if (!isNumber(until)) throw malformed('until');
    return { kind, sid, generation, until, ...receipted };
  }
  if (kind !== 'key') throw malformed('kind');
  if (!isName(kid, LONGEST_KID)) throw malformed('kid');
  return { kind, kid, ...receipted };
}

function malformed(member: string): GemelError {
  return new GemelError('feed_page_malformed', { member });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isName(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isWhole(value: unknown): value is number {
  return isNumber(value) && Number.isSafeInteger(value);
}
