/** What a store of one-time things must do: links that were mailed, ceremonies under way, sign-ins that lack a second factor. */
import type { JsonValue, Seconds } from '@gemel/protocol';
import type { ChallengePurpose } from './challenge-purposes.ts';

export interface ChallengeRecord {
  /** SHA-256 of what the person or the browser holds, base64url. */
  readonly idHash: string;
  readonly purpose: ChallengePurpose;
  /** The account that it is about; null where that is not known yet. */
  readonly account: string | null;
  /** The account's `stamp` when it was made: one that has risen since makes it void. 0 without an account. */
  readonly stamp: number;
  readonly data: JsonValue;
  readonly expiresAt: Seconds;
  /** How often it may still be tried. */
  readonly triesLeft: number;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface ChallengeStore {
  /** Inserts it; where `isOnly`, those of the same account and purpose go in the same step. */
  put(record: ChallengeRecord, options?: { readonly isOnly?: boolean }): Promise<void>;
  /** Returns it without using it up; undefined where there is none for that purpose, it has expired or no try is left. */
  find(idHash: string, purpose: ChallengePurpose, now: Seconds): Promise<ChallengeRecord | undefined>;
  /**
   * Returns it and removes it, in one step: of many at once, one gets it (S09, S22). Undefined where there is none for that purpose or it has
   * expired; that no try is left is no matter to whoever had the last one.
   */
  take(idHash: string, purpose: ChallengePurpose, now: Seconds): Promise<ChallengeRecord | undefined>;
  /** Uses up one try and returns it with those that are left after it, in one step; undefined as for `find`. */
  tryOnce(idHash: string, purpose: ChallengePurpose, now: Seconds): Promise<ChallengeRecord | undefined>;
  /** Those of an account that have not expired, whether or not a try is left, by when they expire. */
  listOf(account: string, now: Seconds): Promise<readonly ChallengeRecord[]>;
  /** Removes those of an account, of one purpose or of all. Returns how many. */
  removeOf(account: string, purpose?: ChallengePurpose): Promise<number>;
  /** Removes what expired before `before`. Returns how many. */
  deleteExpired(before: Seconds): Promise<number>;
}
