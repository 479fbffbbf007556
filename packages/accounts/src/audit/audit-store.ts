/** What a store of the audit log must do. Entries are added and, once old, removed; nothing changes one. */
import type { Seconds } from '@gemel/protocol';
import type { AuditEntry, AuditKind } from './audit-event.ts';

/** Where a page of the log begins: behind this entry. */
export interface AuditPosition {
  readonly at: Seconds;
  readonly id: string;
}

/** Every condition that is given holds for what is found. */
export interface AuditQuery {
  readonly kinds?: readonly AuditKind[] | undefined;
  readonly subject?: string | undefined;
  readonly sid?: string | undefined;
  readonly address?: string | undefined;
  /** Not before. */
  readonly from?: Seconds | undefined;
  /** Before. */
  readonly to?: Seconds | undefined;
  readonly order: 'newest' | 'oldest';
  /** Entries that come behind it in that order. */
  readonly after?: AuditPosition | undefined;
  /** As many at most. */
  readonly limit: number;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface AuditStore {
  /** Adds all of them in one step; one whose id is there already is left as it is, so that whoever got no answer may ask again. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** By time, then by id in the order of its bytes. */
  search(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** Removes the oldest of those before `before`, as many as `limit` at most. Returns how many. */
  prune(before: Seconds, limit: number): Promise<number>;
}
