/** An account's record with defaults, for tests of stores. */
import type { AccountRecord } from '../account.ts';

/** Returns a record with defaults. */
export function anAccount(given: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id: 'account-1',
    email: 'ada@example.com',
    emailVerifiedAt: null,
    passwordHash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA',
    roles: ['editor'],
    permissions: ['orders:read'],
    isDisabled: false,
    pendingEnd: null,
    hasPendingGrants: false,
    createdAt: 1_800_000_000.25,
    passwordChangedAt: 1_800_000_001.5,
    stamp: 1,
    version: 1,
    ...given,
  };
}
