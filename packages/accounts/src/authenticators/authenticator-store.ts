/** What a store of authenticators must do: passkeys, authenticator apps, recovery codes and accounts elsewhere, in one table. */
import type { JsonValue, Seconds } from '@gemel/protocol';

export type AuthenticatorKind = 'passkey' | 'totp' | 'recovery_codes' | 'provider';

/** Something that an account's owner holds, beside the password. */
export interface AuthenticatorRecord {
  /** 128 random bits, base64url; no secret. */
  readonly id: string;
  /** The account's id. */
  readonly account: string;
  readonly kind: AuthenticatorKind;
  /**
   * What it is found by, unique in its kind: a credential id, an issuer with a subject. The account's own id where an account has at
   * most one of the kind.
   */
  readonly lookup: string;
  /** The owner's name for it. */
  readonly name: string;
  /** What the kind needs to judge with; secrets are sealed or hashed. */
  readonly data: JsonValue;
  readonly createdAt: Seconds;
  readonly lastUsedAt: Seconds | null;
  /** Rises with every `replace`; the compare-and-swap goes by it. Starts at 1. */
  readonly version: number;
}

/** What has to hold for an authenticator to be inserted. */
export interface InsertCondition {
  /** What the account's `stamp` has to be still. It rises in the same step, and `version` with it: of many at once, one is inserted. */
  readonly stamp?: number;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface AuthenticatorStore {
  /** Inserts it, unless its `lookup` has one of the kind, there is no such account, or its stamp is another than the condition's. */
  insert(record: AuthenticatorRecord, condition?: InsertCondition): Promise<'inserted' | 'taken' | 'account_unknown' | 'stamp_changed'>;
  find(kind: AuthenticatorKind, lookup: string): Promise<AuthenticatorRecord | undefined>;
  /** Oldest first. */
  listByAccount(account: string): Promise<readonly AuthenticatorRecord[]>;
  /** Writes `name`, `data` and `lastUsedAt`, and `version` + 1, if `version` still stands. */
  replace(record: AuthenticatorRecord): Promise<'replaced' | 'conflict'>;
  /** Returns false where the account has none with that id. */
  remove(account: string, id: string): Promise<boolean>;
}
