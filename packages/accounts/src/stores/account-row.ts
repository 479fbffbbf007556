/** An account's record as a row, and back. */
import type { EndReason } from 'gemel';
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { AccountRecord, PendingEnd } from '../account.ts';
import { readList, readNullableNumber, readNullableText, readNumber, readText, unexpected } from './row.ts';

/** The columns that `replace` writes, in the order of `mutableValues`. */
export const MUTABLE_COLUMNS: readonly string[] = [
  'email',
  'email_verified_at',
  'password_hash',
  'roles',
  'permissions',
  'is_disabled',
  'pending_reason',
  'pending_except',
  'password_changed_at',
  'stamp',
  'grants_pending',
];

const endReasons: ReadonlySet<string> = new Set<EndReason>([
  'signed_out',
  'revoked',
  'subject_revoked',
  'password_changed',
  'account_disabled',
  'account_deleted',
  'refresh_token_reused',
  'change_lost',
]);

export function mutableValues(record: AccountRecord): (string | number | null)[] {
  const { email, emailVerifiedAt, passwordHash, roles, permissions, isDisabled, pendingEnd, hasPendingGrants, passwordChangedAt, stamp } =
    record;
  const except = pendingEnd?.except ?? null;
  return [
    toStoredText(email),
    emailVerifiedAt,
    passwordHash === null ? null : toStoredText(passwordHash),
    JSON.stringify(roles),
    JSON.stringify(permissions),
    isDisabled ? 1 : 0,
    pendingEnd?.reason ?? null,
    except === null ? null : toStoredText(except),
    passwordChangedAt,
    stamp,
    hasPendingGrants ? 1 : 0,
  ];
}

/** Returns from which text on, and before which, addresses lie that begin with a text; in the order of their bytes. */
export function emailRange(prefix: string): readonly [string, string] {
  const from = toStoredText(prefix);
  // The last code point there is; no address holds it.
  return [from, `${from}\u{10ffff}`];
}

/** @throws GemelError `store_unavailable` for a row that the account store did not write */
export function readAccountRow(row: unknown): AccountRecord {
  return {
    id: fromStoredText(readText(row, 'id')),
    email: fromStoredText(readText(row, 'email')),
    emailVerifiedAt: readNullableNumber(row, 'email_verified_at'),
    passwordHash: readStored(row, 'password_hash'),
    roles: readList(row, 'roles'),
    permissions: readList(row, 'permissions'),
    isDisabled: readNumber(row, 'is_disabled') === 1,
    pendingEnd: readPendingEnd(row),
    hasPendingGrants: readNumber(row, 'grants_pending') === 1,
    createdAt: readNumber(row, 'created_at'),
    passwordChangedAt: readNumber(row, 'password_changed_at'),
    stamp: readNumber(row, 'stamp'),
    version: readNumber(row, 'version'),
  };
}

function readPendingEnd(row: unknown): PendingEnd | null {
  const reason = readNullableText(row, 'pending_reason');
  if (reason === null) return null;
  if (!isEndReason(reason)) throw unexpected('pending_reason');
  return { reason, except: readStored(row, 'pending_except') };
}

function readStored(row: unknown, column: string): string | null {
  const text = readNullableText(row, column);
  return text === null ? null : fromStoredText(text);
}

function isEndReason(text: string): text is EndReason {
  return endReasons.has(text);
}
