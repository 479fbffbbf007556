/** Builders of feed pages and entries. */
import { type FeedPage, NEVER, type SessionRevocation } from '@gemel/protocol';
import { startSeconds } from './manual-clock.ts';

export const retention = 310;

export function aPage(page: Partial<FeedPage> = {}): FeedPage {
  return {
    epoch: 'first',
    cursor: 'c1',
    entries: [],
    isSnapshot: false,
    hasMore: false,
    age: 0,
    now: startSeconds,
    retention,
    maxStaleness: 5,
    ...page,
  };
}

/** A session id that a number stands for. */
export function aSid(number: number): string {
  return Buffer.from(number.toString(16).padStart(32, '0'), 'hex').toString('base64url');
}

export function aRevocation(entry: Partial<SessionRevocation> = {}): SessionRevocation {
  return { kind: 'session', sid: aSid(1), generation: NEVER, until: startSeconds + retention, ...entry };
}
