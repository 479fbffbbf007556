/** What a store of sessions must do. It keeps no policy and reads no clock of this machine: it reports its engine's. */
import type { Revocation, Seconds, SessionRevocation } from '@gemel/protocol';
import type { EndReason, SessionRecord } from '../sessions/session-record.ts';
import type { KeyStore } from './key-store.ts';
import type { Stamped } from './stamped.ts';

/**
 * A compare-and-swap on `version`. The store writes `version` + 1 itself.
 *
 * - `keep` changes nothing that a credential depends on: only `refresh.rotation`, `refresh.rotatedAt`, `client`, `lastSeenAt`,
 *   `inactivityDeadline`, `data` and `dataVersion` are written, whatever else the record holds.
 * - `supersede` writes every mutable field and, in the same transaction, the entry that nothing below `record.generation` is acceptable.
 * - `end` writes `endedAt` (the engine's now) and `endReason` and, in the same transaction, the entry `NEVER`.
 */
export type Change =
  | { readonly kind: 'keep'; readonly record: SessionRecord }
  | { readonly kind: 'supersede'; readonly record: SessionRecord; readonly retention: Seconds }
  | { readonly kind: 'end'; readonly record: SessionRecord; readonly reason: EndReason; readonly retention: Seconds };

/** Activity of one session. */
export interface Touch {
  readonly sid: string;
  readonly lastSeenAt: Seconds;
  readonly inactivityDeadline: Seconds;
}

/** Which sessions of a subject end, why, and how long the entries are kept. */
export interface EndSubject {
  readonly subject: string;
  readonly reason: EndReason;
  /** Seconds; each entry's `until` is the engine's now plus this. */
  readonly retention: Seconds;
  /** A session that is left standing. */
  readonly except?: string;
}

/** A page of the log as a store gives it; the engine adds what a `FeedPage` needs beyond it. */
export interface LogPage {
  readonly epoch: string;
  readonly cursor: string;
  readonly entries: readonly Revocation[];
  readonly isSnapshot: boolean;
  readonly hasMore: boolean;
}

/**
 * Every method rejects with `GemelError` `store_unavailable` (or `store_replaced`) where the engine did not answer; a change
 * whose outcome is unknown rejects too.
 */
export interface SessionStore {
  /** Inserts the record if the subject's version still is `subjectVersion`, in one atomic step against `endSubject` and `raiseSubject`. */
  insert(record: SessionRecord, subjectVersion: number): Promise<Stamped<'inserted' | 'subject_changed'>>;

  find(sid: string): Promise<Stamped<SessionRecord | undefined>>;

  /** All records of the subject that have not ended, expired ones included, newest first. */
  listBySubject(subject: string): Promise<Stamped<readonly SessionRecord[]>>;

  /**
   * Applies one change. `conflict` where the record is gone, has ended, has another version or, for `keep`, has expired: nothing was written.
   * `lastSeenAt` and `inactivityDeadline` only ever rise.
   */
  replace(change: Change): Promise<Stamped<'replaced' | 'conflict'>>;

  /** Records activity: times only rise; an ended or expired session is left as it is; `version` stays. */
  touch(touches: readonly Touch[]): Promise<void>;

  /** The subject's version; 0 before anything was written about it. */
  subjectVersion(subject: string): Promise<Stamped<number>>;

  /** Raises the subject's version, so that sign-ins under way fail; ends nothing. Returns the new version. */
  raiseSubject(subject: string): Promise<Stamped<number>>;

  /** Raises the subject's version and ends its sessions, with their entries, in one atomic step. Returns the `sid`s ended. */
  endSubject(end: EndSubject): Promise<Stamped<readonly string[]>>;

  /** Deletes records that ended or expired at least `keepFor` seconds ago, and entries past their `until`. Returns how many records. */
  deleteExpired(keepFor: Seconds): Promise<Stamped<number>>;

  /** Returns what follows `after`, or a snapshot of the live log where `after` is undefined or cannot be continued. */
  readLog(after: string | undefined): Promise<Stamped<LogPage>>;

  /** Resolves when something may have been written after `after`, when `waitMs` has passed, or when aborted. Only wakes; promises nothing. */
  waitForNews(after: string, wait: { readonly waitMs: number; readonly signal?: AbortSignal }): Promise<void>;

  /**
   * Writes floors that a reader still holds after the epoch changed, with their own `until`. Raises floors only; where a floor
   * is above the stored record's generation, the record is ended in the same transaction (`change_lost`).
   */
  announce(floors: readonly SessionRevocation[]): Promise<void>;

  readonly keys: KeyStore;

  /** Stops timers and wakes waiters; leaves the caller's driver open. */
  close(): Promise<void>;
}
