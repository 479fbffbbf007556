/** The record of one account: who may sign in, with what, and what it may do. */
import type { Seconds } from '@gemel/protocol';
import type { EndReason } from 'gemel';

/** Sessions that are to end because the account changed; kept until they have ended, so that a crash in between is made good. */
export interface PendingEnd {
  readonly reason: EndReason;
  /** The session that stays: the one whose owner changed the password. */
  readonly except: string | null;
}

export interface AccountRecord {
  /** 128 random bits, base64url; the `subject` of its sessions. */
  readonly id: string;
  /** Canonical; no two accounts have the same. */
  readonly email: string;
  /** PHC string of argon2id. */
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly isDisabled: boolean;
  /** Null where nothing is outstanding. */
  readonly pendingEnd: PendingEnd | null;
  readonly createdAt: Seconds;
  readonly passwordChangedAt: Seconds;
  /** Rises with every `replace`; the compare-and-swap goes by it. Starts at 1. */
  readonly version: number;
}

/** An account as others may see it; no hash in it. */
export interface Account {
  readonly subject: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly isDisabled: boolean;
  readonly createdAt: Seconds;
}

export function accountOf(record: AccountRecord): Account {
  const { id, email, roles, permissions, isDisabled, createdAt } = record;
  return { subject: id, email, roles, permissions, isDisabled, createdAt };
}

export function hasSameGrants(
  left: Pick<AccountRecord, 'roles' | 'permissions'>,
  right: Pick<AccountRecord, 'roles' | 'permissions'>,
): boolean {
  return JSON.stringify([left.roles, left.permissions]) === JSON.stringify([right.roles, right.permissions]);
}
