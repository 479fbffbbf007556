/** What a store has to know of sessions that began elsewhere: which of ours came of which of theirs, and which of theirs have ended. */
import type { Seconds } from '@gemel/protocol';

export interface ProviderSessionRecord {
  /** Our session's. */
  readonly sid: string;
  /** The account's id. */
  readonly account: string;
  /** Hash of the provider and its subject. */
  readonly person: string;
  /** Hash of the provider and its session; null where it named none. */
  readonly session: string | null;
  /** Until when it is kept, unless it is kept longer. */
  readonly expiresAt: Seconds;
}

/** What has ended elsewhere: one session, or everything of a person. */
export interface ProviderEnd {
  readonly person: string | undefined;
  readonly session: string | undefined;
  /** By the provider's clock. */
  readonly at: Seconds;
  /** Until when it is remembered for sign-ins that are under way. */
  readonly until: Seconds;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface ProviderSessionStore {
  /**
   * Inserts it, unless its session or its person has ended at `since` or later, or there is no such account: one step with `end`, so that
   * a session that begins while its like end elsewhere is either found or refused.
   */
  add(record: ProviderSessionRecord, since: Seconds): Promise<'added' | 'ended'>;
  /**
   * Remembers the end, and returns our sessions that it concerns, which stay until they are removed: where a session is named, those of it
   * and those of the person that name none; otherwise all of the person.
   */
  end(end: ProviderEnd): Promise<readonly string[]>;
  /** Oldest first. */
  listExpired(before: Seconds, limit: number): Promise<readonly Pick<ProviderSessionRecord, 'sid' | 'account'>[]>;
  /** Keeps one longer. */
  keep(sid: string, expiresAt: Seconds): Promise<void>;
  remove(sids: readonly string[]): Promise<void>;
  /** Forgets ends whose `until` is before it. Returns how many. */
  deleteEnds(before: Seconds): Promise<number>;
}
