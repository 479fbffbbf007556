/** What a store of accounts must do. It keeps no policy, makes no randomness and reads no clock. */
import type { AccountRecord } from './account.ts';
import type { ApiKeyStore } from './api-keys/api-key-store.ts';
import type { AuditStore } from './audit/audit-store.ts';
import type { AuthenticatorStore } from './authenticators/authenticator-store.ts';
import type { ChallengeStore } from './challenges/challenge-store.ts';
import type { LimitStore } from './limits/limit-store.ts';
import type { ProviderSessionStore } from './providers/provider-session-store.ts';
import type { RoleStore } from './roles/role-store.ts';

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface AccountStore {
  /** Inserts the record, or leaves everything as it is where the address (or the id) is taken; both answers cost one durable write. */
  insert(record: AccountRecord): Promise<'inserted' | 'taken'>;
  /** Inserts each record as `insert` does, in their order, all in one transaction; a record that is taken hinders no other. Answers in the same order. */
  insertMany(records: readonly AccountRecord[]): Promise<readonly ('inserted' | 'taken')[]>;
  /** Returns the first password hash after `after`, in the order of their bytes, of those that begin with `import:`; found by an index. */
  nextImportedHash(after: string): Promise<string | undefined>;
  /** @param email in canonical form */
  findByEmail(email: string): Promise<AccountRecord | undefined>;
  findById(id: string): Promise<AccountRecord | undefined>;
  /** Those of the accounts that there are, in any order; one question to the engine. */
  findByIds(ids: readonly string[]): Promise<readonly AccountRecord[]>;
  /** Writes everything but `id` and `createdAt`, and `version` + 1, if `version` still stands and no other account has the address. */
  replace(record: AccountRecord): Promise<'replaced' | 'conflict' | 'taken'>;
  /** Removes the account with its authenticators, challenges and what is known of its sessions elsewhere. Returns false where there was none. */
  remove(id: string): Promise<boolean>;
  /** Accounts with a `pendingEnd`, or with pending grants. */
  listPending(): Promise<readonly AccountRecord[]>;
  /** Accounts with the role, in the order of their ids' bytes, behind the id `after`, as many as `limit` at most. May have to read every account. */
  listByRole(role: string, page: { readonly after: string; readonly limit: number }): Promise<readonly AccountRecord[]>;

  /** Accounts whose address begins with `prefix`, in the order of their addresses' bytes, behind the address `after`, as many as `limit` at most; by an index. */
  listByEmail(page: { readonly prefix: string; readonly after: string; readonly limit: number }): Promise<readonly AccountRecord[]>;

  readonly authenticators: AuthenticatorStore;
  readonly challenges: ChallengeStore;
  readonly limits: LimitStore;
  readonly audit: AuditStore;
  readonly roles: RoleStore;
  readonly apiKeys: ApiKeyStore;
  readonly providerSessions: ProviderSessionStore;

  /** Leaves the caller's driver open. */
  close(): Promise<void>;
}
