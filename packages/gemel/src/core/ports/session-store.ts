/** What a store of sessions must do. It keeps no policy and reads no clock of this machine: it reports its engine's. */
import type { Revocation, Seconds, SessionRevocation } from '@gemel/protocol';
import type { EndReason, SessionRecord } from '../sessions/session-record.ts';
import type { FleetStore } from './fleet-store.ts';
import type { KeyStore } from './key-store.ts';
import type { Committed, Found, Stamped } from './stamped.ts';

/**
 * A compare-and-swap on `version`. The store writes `version` + 1 itself.
 *
 * - `keep` changes nothing that a credential depends on: only `refresh.rotation`, `refresh.rotatedAt`, `client`, `lastSeenAt`,
 *   `inactivityDeadline`, `data` and `dataVersion` are written, whatever else the record holds. Where the rotation is another one than
 *   the stored, `refresh.rotatedAt` becomes the engine's now, whatever the record says: a write that was long on its way shortens no window.
 * - `rotate` is `keep` of less: only `refresh.rotation` (and `refresh.rotatedAt`, as there), `lastSeenAt` and `inactivityDeadline` are
 *   written. So the record may come from a memory that holds no `data`.
 * - `supersede` writes every mutable field and, in the same transaction, the entry that nothing below `record.generation` is acceptable.
 * - `end` writes `endedAt` (the engine's now) and `endReason` and, in the same transaction, the entry `NEVER`.
 *
 * `receipt` is written with the entry: whoever has applied it confirms that to the fleet's store.
 */
export type Change =
  | { readonly kind: 'keep'; readonly record: SessionRecord }
  | { readonly kind: 'rotate'; readonly record: SessionRecord }
  | { readonly kind: 'supersede'; readonly record: SessionRecord; readonly retention: Seconds; readonly receipt?: string }
  | {
      readonly kind: 'end';
      readonly record: SessionRecord;
      readonly reason: EndReason;
      readonly retention: Seconds;
      readonly receipt?: string;
    };

/** What came of an insert. */
export interface Inserted extends Stamped<'inserted' | 'subject_changed'> {
  /** The subject's version as it stood: whoever was refused may go by it, as if it had been read now. */
  readonly subjectVersion: number;
}

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
  /** Written with each entry. */
  readonly receipt?: string;
}

/** Sessions that end together, whosever they are. */
export interface EndSessions {
  readonly sids: readonly string[];
  readonly reason: EndReason;
  /** Seconds; each entry's `until` is the engine's now plus this. */
  readonly retention: Seconds;
  /** Written with each entry. */
  readonly receipt?: string;
}

/** Which part of everybody's sessions is asked for. */
export interface ListSessions {
  /** Where the page before has said to go on; undefined begins. */
  readonly after?: string | undefined;
  /** Records at most. */
  readonly limit: number;
}

export interface RecordPage {
  readonly records: readonly SessionRecord[];
  /** Opaque; undefined behind the last. */
  readonly next: string | undefined;
}

/** A page of the log as a store gives it; the engine adds what a `FeedPage` needs beyond it. */
export interface LogPage {
  readonly epoch: string;
  readonly cursor: string;
  readonly entries: readonly Revocation[];
  readonly isSnapshot: boolean;
  readonly hasMore: boolean;
  /** How many partitions the log has (1 where absent); a session's is `partitionOf(sid, partitions)`, the keys' is 0. */
  readonly partitions?: number;
  /** Partitions that did not answer this read: nothing is confirmed about them. Their part of the cursor stands still. Never all of them. */
  readonly silent?: readonly number[];
}

/**
 * Every method rejects with `GemelError` `store_unavailable` (or `store_replaced`) where the engine did not answer; a change
 * whose outcome is unknown rejects too.
 */
export interface SessionStore {
  /** Returns the `sid` of a new session of this subject: the random text given, or one made from it that names the subject's partition. */
  nameSession(subject: string, random: string): string;

  /** Inserts the record if the subject's version still is `subjectVersion`, in one atomic step against `endSubject` and `raiseSubject`. */
  insert(record: SessionRecord, subjectVersion: number): Promise<Inserted>;

  /**
   * @param covering a cursor of this log: the answer may then come from a replica that has everything up to there, and says so
   *   (`isCopy`); where none has, the primary answers. Without it the primary answers.
   */
  find(sid: string, covering?: string): Promise<Found<SessionRecord | undefined>>;

  /** All records of the subject that have not ended, expired ones included, newest first. */
  listBySubject(subject: string): Promise<Stamped<readonly SessionRecord[]>>;

  /**
   * Records of everybody that have not ended, expired ones included; a page may hold fewer than `limit`. Whatever stands from the first page to the last is in one
   * of them. Newest first, by when they were written, where that costs no sign-in anything: not on Redis, which gives them in no order, and may give one twice.
   *
   * @throws GemelError `request_malformed` for an `after` that is none
   */
  list(page: ListSessions): Promise<Stamped<RecordPage>>;

  /**
   * Applies one change. `conflict` where the record is gone, has ended, has another version or, for `keep` and `rotate`, has expired: nothing was written.
   * `lastSeenAt` and `inactivityDeadline` only ever rise.
   */
  replace(change: Change): Promise<Committed<'replaced' | 'conflict'>>;

  /** Records activity: times only rise; an ended or expired session is left as it is; `version` stays. */
  touch(touches: readonly Touch[]): Promise<void>;

  /**
   * The subject's version; 0 before anything was written about it. It only rises: by one with `raiseSubject`, and with `endSubject` and `raiseEveryone` to the
   * engine's time in microseconds or higher, so that what a failover has set back does not come to a number that was given out before.
   */
  subjectVersion(subject: string): Promise<Stamped<number>>;

  /** Raises the subject's version by one, so that sign-ins under way fail; ends nothing. Returns the new version. */
  raiseSubject(subject: string): Promise<Stamped<number>>;

  /** Raises the subject's version and ends its sessions, with their entries, in one atomic step. Returns the `sid`s ended. */
  endSubject(end: EndSubject): Promise<Committed<readonly string[]>>;

  /**
   * Raises the version of every subject, of those that nothing was ever written about as well, to the engine's time in microseconds or higher: sign-ins under way
   * fail. Ends nothing. Whatever was inserted by an older version is in each `list` that begins after this has resolved. Returns the lowest version that there is.
   */
  raiseEveryone(): Promise<Stamped<number>>;

  /** Ends those of the sessions that have not ended, each with its entry; those that lie in one partition in one atomic step. Returns the `sid`s ended. */
  endSessions(end: EndSessions): Promise<Committed<readonly string[]>>;

  /** Deletes records that ended or expired at least `keepFor` seconds ago, and entries past their `until`. Returns how many records. */
  deleteExpired(keepFor: Seconds): Promise<Stamped<number>>;

  /** Returns what follows `after`, or a snapshot of the live log where `after` is undefined or cannot be continued. */
  readLog(after: string | undefined): Promise<Stamped<LogPage>>;

  /** Resolves when something may have been written after `after`, when `waitMs` has passed, or when aborted. Only wakes; promises nothing. */
  waitForNews(after: string, wait: { readonly waitMs: number; readonly signal?: AbortSignal }): Promise<void>;

  /**
   * Calls `listener`, which must not throw, for entries of which a message tells before they are read; while somebody waits for news, perhaps
   * twice, in any order, or not at all. They raise floors and confirm nothing. Absent where messages are not only for those who may write the
   * log. Returns a function that stops it.
   */
  onHeard?(listener: (entry: Revocation) => void): () => void;

  /**
   * Writes floors that a reader still holds after the epoch changed, with their own `until`. Raises floors only; where a floor
   * is above the stored record's generation, the record is ended in the same transaction (`change_lost`).
   */
  announce(floors: readonly SessionRevocation[]): Promise<void>;

  /** Begins a new epoch: acknowledged entries may be missing, as after a restore. */
  raiseEpoch(): Promise<void>;

  readonly keys: KeyStore;

  readonly fleet: FleetStore;

  /** Stops timers and wakes waiters; leaves the caller's driver open. */
  close(): Promise<void>;
}
