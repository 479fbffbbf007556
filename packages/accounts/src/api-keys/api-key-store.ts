/** What a store of API keys must do: few records, read whole, each changed by compare-and-swap. */
import type { Seconds } from '@gemel/protocol';
import type { AuditActor } from '../audit/audit-event.ts';

/** A key with which a program administers; of its secret only the hash is here. */
export interface ApiKeyRecord {
  /** 16 hexadecimal digits; no secret. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** What it may do; whoever embeds the accounts says what the words mean. */
  readonly scopes: readonly string[];
  /** SHA-256 of the secret, base64url. */
  readonly secretHash: string;
  /** Of the secret before the last rotation, as long as that is good; null where there is none. */
  readonly formerHash: string | null;
  /** Until when the former secret is good; null where there is none. */
  readonly formerUntil: Seconds | null;
  readonly createdAt: Seconds;
  readonly createdBy: AuditActor;
  readonly rotatedAt: Seconds | null;
  /** Null: it is good until somebody revokes it. */
  readonly expiresAt: Seconds | null;
  readonly revokedAt: Seconds | null;
  /** Written now and then, not each time. */
  readonly lastUsedAt: Seconds | null;
  /** Rises with every `replace`; the compare-and-swap goes by it. Starts at 1. */
  readonly version: number;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface ApiKeyStore {
  /** Inserts it, unless there is one with its id. */
  insert(record: ApiKeyRecord): Promise<'inserted' | 'taken'>;
  find(id: string): Promise<ApiKeyRecord | undefined>;
  /** Oldest first, then by id in the order of its bytes. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /** Writes everything but `id`, `createdAt`, `createdBy` and `lastUsedAt`, and `version` + 1, if `version` still stands. */
  replace(record: ApiKeyRecord): Promise<'replaced' | 'conflict'>;
  /** Notes that it was used; never an earlier time than is noted. */
  touch(id: string, at: Seconds): Promise<void>;
}
