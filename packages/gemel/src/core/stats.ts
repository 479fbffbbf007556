/** Counts what this node does, for metrics: whole numbers since it started, no names in them. */
import type { ErrorCode } from '@gemel/protocol';
import type { ViewStatus } from '@gemel/verifier';
import type { EventHub } from './event-hub.ts';

/** What is counted on the hot path: plain fields, raised in place. */
export interface HotCounts {
  cookie: number;
  bearer: number;
  anonymous: number;
  recordHits: number;
  recordReads: number;
}

/** Counts since the engine started. */
export interface GemelStats {
  /** Requests let in, by credential, and those that carried none. */
  readonly authenticated: { readonly cookie: number; readonly bearer: number };
  readonly anonymous: number;
  /** Credentials refused, by code. */
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Session cookies that a record in memory vouched for, and reads of the store for the others. */
  readonly records: { readonly hits: number; readonly reads: number };
  readonly sessionsStarted: number;
  readonly sessionsRevoked: number;
  readonly refreshes: number;
  /** Refresh tokens presented that had been replaced too long ago; each ended its session. */
  readonly reuses: number;
  readonly faults: number;
  /** The view as it stands; read without asking the store. */
  readonly feed: ViewStatus;
}

export interface Stats {
  readonly hot: HotCounts;
  read(): Omit<GemelStats, 'feed'>;
}

export function createStats(events: Pick<EventHub, 'on'>): Stats {
  const hot: HotCounts = { cookie: 0, bearer: 0, anonymous: 0, recordHits: 0, recordReads: 0 };
  const refused = new Map<ErrorCode, number>();
  const counts = { sessionsStarted: 0, sessionsRevoked: 0, refreshes: 0, reuses: 0, faults: 0 };
  events.on('credential.refused', ({ code }) => refused.set(code, (refused.get(code) ?? 0) + 1));
  events.on('session.started', () => counts.sessionsStarted++);
  events.on('session.revoked', () => counts.sessionsRevoked++);
  events.on('session.refreshed', () => counts.refreshes++);
  events.on('refresh.reused', () => counts.reuses++);
  events.on('fault', () => counts.faults++);

  return {
    hot,
    read: () => ({
      ...counts,
      authenticated: { cookie: hot.cookie, bearer: hot.bearer },
      anonymous: hot.anonymous,
      refused: Object.fromEntries(refused),
      records: { hits: hot.recordHits, reads: hot.recordReads },
    }),
  };
}
