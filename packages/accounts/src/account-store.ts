/** What a store of accounts must do. It keeps no policy, makes no randomness and reads no clock. */
import type { Seconds } from '@gemel/protocol';
import type { AccountRecord } from './account.ts';

/** Failed sign-ins in a row under one key (an e-mail address, or one together with a client's address, hashed). */
export interface Failures {
  readonly count: number;
  /** When the last one was. */
  readonly lastAt: Seconds;
}

/** A sign-in about to be tried; it counts as failed until it has succeeded, so that many at once cannot outrun the count. */
export interface Attempt {
  readonly keys: readonly string[];
  readonly now: Seconds;
  readonly since: Seconds;
  /** Pure; may be called more than once. */
  readonly mayTry: (failures: readonly Failures[]) => boolean;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface AccountStore {
  /** Inserts the record, or leaves everything as it is where the address (or the id) is taken; both answers cost one durable write. */
  insert(record: AccountRecord): Promise<'inserted' | 'taken'>;
  /** @param email in canonical form */
  findByEmail(email: string): Promise<AccountRecord | undefined>;
  findById(id: string): Promise<AccountRecord | undefined>;
  /** Writes everything but `id`, `email` and `createdAt`, and `version` + 1, if `version` still stands. */
  replace(record: AccountRecord): Promise<'replaced' | 'conflict'>;
  /** Returns false where there was none. */
  remove(id: string): Promise<boolean>;
  /** Accounts with a `pendingEnd`. */
  listPending(): Promise<readonly AccountRecord[]>;

  /**
   * Shows `mayTry` the failures under each key, in the keys' order (none where the last was before `since`), and counts one more under
   * each where it says yes: one atomic step, committed when it resolves and seen by every connection. Returns what `mayTry` said. S19
   */
  takeAttempt(attempt: Attempt): Promise<boolean>;
  /** Takes one failure back under each key: the attempt was never judged. */
  returnAttempt(keys: readonly string[]): Promise<void>;
  clearFailures(keys: readonly string[]): Promise<void>;
  /** Deletes counts whose last failure was before `before`. Returns how many. */
  deleteFailures(before: Seconds): Promise<number>;

  /** Leaves the caller's driver open. */
  close(): Promise<void>;
}
