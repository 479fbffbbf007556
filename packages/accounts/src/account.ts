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
  /** When its owner showed that messages to `email` arrive; null as long as nobody has. */
  readonly emailVerifiedAt: Seconds | null;
  /** PHC string of argon2id; `import:` and what another system made, until its owner signs in; null where the account has no password. */
  readonly passwordHash: string | null;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly isDisabled: boolean;
  /** Null where nothing is outstanding. */
  readonly pendingEnd: PendingEnd | null;
  /** True where sessions may stand that do not know of its grants yet; kept until they do, so that a crash in between is made good. */
  readonly hasPendingGrants: boolean;
  readonly createdAt: Seconds;
  readonly passwordChangedAt: Seconds;
  /** Rises whenever what proves ownership changes (password, address, authenticators, disabling): one-time things made before are void. */
  readonly stamp: number;
  /** Rises with every `replace`; the compare-and-swap goes by it. Starts at 1. */
  readonly version: number;
}

type NewAccount = Pick<AccountRecord, 'id' | 'email' | 'emailVerifiedAt' | 'passwordHash' | 'createdAt'> & Partial<AccountRecord>;

/** Returns the record of an account that begins: it may do nothing yet, and nothing is outstanding. */
export function newAccount(given: NewAccount): AccountRecord {
  return {
    roles: [],
    permissions: [],
    isDisabled: false,
    pendingEnd: null,
    hasPendingGrants: false,
    passwordChangedAt: given.createdAt,
    stamp: 1,
    version: 1,
    ...given,
  };
}

/** An account as others may see it; no hash in it. */
export interface Account {
  readonly subject: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly hasPassword: boolean;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly isDisabled: boolean;
  readonly createdAt: Seconds;
}

export function accountOf(record: AccountRecord): Account {
  const { id, email, emailVerifiedAt, passwordHash, roles, permissions, isDisabled, createdAt } = record;
  const [isEmailVerified, hasPassword] = [emailVerifiedAt !== null, passwordHash !== null];
  return { subject: id, email, isEmailVerified, hasPassword, roles, permissions, isDisabled, createdAt };
}

/** Whether it is being deleted: it is closed, and what is outstanding is the end of everything that it has. Nothing leads back from there. */
export function isLeaving({ pendingEnd }: Pick<AccountRecord, 'pendingEnd'>): boolean {
  return pendingEnd?.reason === 'account_deleted';
}

export function hasSameGrants(
  left: Pick<AccountRecord, 'roles' | 'permissions'>,
  right: Pick<AccountRecord, 'roles' | 'permissions'>,
): boolean {
  return JSON.stringify([left.roles, left.permissions]) === JSON.stringify([right.roles, right.permissions]);
}
