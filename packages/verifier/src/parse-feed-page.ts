/** Reads a page of the feed as it comes over the network, strictly: what is not understood might be a revocation. */
import { type FeedPage, GemelError, isSid, MOST_PARTITIONS, type Revocation } from '@gemel/protocol';
import { LONGEST_KID } from './import-verification-key.ts';

/** Names of members, and whether a value may stand there; undefined where the member is missing. */
type Members = readonly (readonly [name: string, isRight: (value: unknown) => boolean])[];

const longestName = 512;
/** It has a part for each partition of the log. */
const longestCursor = 4096;
const longestReceipt = 64;

const pageMembers: Members = [
  ['epoch', (value) => isName(value, longestName)],
  ['cursor', (value) => isName(value, longestCursor)],
  ['entries', Array.isArray],
  ['isSnapshot', isBoolean],
  ['hasMore', isBoolean],
  ['age', isNumber],
  ['now', isNumber],
  ['retention', isPositive],
  ['maxStaleness', isPositive],
  ['settlesIn', (value) => value === undefined || isNumber(value)],
  ['partitions', (value) => value === undefined || (isCount(value) && value <= MOST_PARTITIONS)],
  ['silent', (value) => value === undefined || (Array.isArray(value) && value.every((one) => one === 0 || isCount(one)))],
];

/**
 * Returns the page. Members that are not known are left out, so that a newer feed can say more; an entry of a kind that is not known
 * makes the page malformed.
 *
 * @throws GemelError `feed_page_malformed`
 */
export function parseFeedPage(value: unknown): FeedPage {
  const page = readMembers(value, pageMembers) as unknown as FeedPage; // every member of it has just been judged, but for the entries
  const { partitions = 1, silent = [] } = page;
  if (silent.some((partition) => partition >= partitions)) throw malformed('silent');
  return { ...page, entries: page.entries.map(parseEntry) };
}

/** By hand, since a snapshot may have a hundred thousand of them. */
function parseEntry(value: unknown): Revocation {
  const { kind, sid, generation, until, kid, receipt } = Object(value) as Readonly<Record<string, unknown>>; // whose members are looked at
  if (receipt !== undefined && !isName(receipt, longestReceipt)) throw malformed('receipt');
  const receipted = receipt === undefined ? {} : { receipt };
  if (kind === 'session') {
    if (typeof sid !== 'string' || !isSid(sid)) throw malformed('sid');
    if (!isCount(generation)) throw malformed('generation');
    if (!isNumber(until)) throw malformed('until');
    return { kind, sid, generation, until, ...receipted };
  }
  if (kind !== 'key') throw malformed('kind');
  if (!isName(kid, LONGEST_KID)) throw malformed('kid');
  return { kind, kid, ...receipted };
}

function readMembers(value: unknown, members: Members): Readonly<Record<string, unknown>> {
  const given = Object(value) as Readonly<Record<string, unknown>>; // whose members are looked at
  const read: Record<string, unknown> = {};
  for (const [name, isRight] of members) {
    const member = given[name];
    if (!isRight(member)) throw malformed(name);
    if (member !== undefined) read[name] = member;
  }
  return read;
}

function malformed(member: string): GemelError {
  return new GemelError('feed_page_malformed', { member });
}

function isName(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isPositive(value: unknown): boolean {
  return isNumber(value) && value > 0;
}

/** A whole number from 1. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
