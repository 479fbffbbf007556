/** An account's record as a row, and back. */
import { GemelError } from '@gemel/protocol';
import type { EndReason } from 'gemel';
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { AccountRecord, PendingEnd } from '../account.ts';

/** The columns that `replace` writes, in the order of `mutableValues`. */
export const MUTABLE_COLUMNS: readonly string[] = [
  'password_hash',
  'roles',
  'permissions',
  'is_disabled',
  'pending_reason',
  'pending_except',
  'password_changed_at',
];

const endReasons: ReadonlySet<string> = new Set<EndReason>([
  'signed_out',
  'revoked',
  'subject_revoked',
  'password_changed',
  'account_disabled',
  'refresh_token_reused',
  'change_lost',
]);

export function mutableValues(record: AccountRecord): (string | number | null)[] {
  const { passwordHash, roles, permissions, isDisabled, pendingEnd, passwordChangedAt } = record;
  const except = pendingEnd?.except ?? null;
  return [
    toStoredText(passwordHash),
    JSON.stringify(roles),
    JSON.stringify(permissions),
    isDisabled ? 1 : 0,
    pendingEnd?.reason ?? null,
    except === null ? null : toStoredText(except),
    passwordChangedAt,
  ];
}

/** @throws GemelError `store_unavailable` for a row that the account store did not write */
export function readAccountRow(row: unknown): AccountRecord {
  return {
    id: fromStoredText(readText(row, 'id')),
    email: fromStoredText(readText(row, 'email')),
    passwordHash: fromStoredText(readText(row, 'password_hash')),
    roles: readList(row, 'roles'),
    permissions: readList(row, 'permissions'),
    isDisabled: readNumber(row, 'is_disabled') === 1,
    pendingEnd: readPendingEnd(row),
    createdAt: readNumber(row, 'created_at'),
    passwordChangedAt: readNumber(row, 'password_changed_at'),
    version: readNumber(row, 'version'),
  };
}

/** Drivers give large or exact numbers as text. */
const NUMERIC = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

export function readNumber(row: unknown, column: string): number {
  const value = columnOf(row, column);
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || (typeof value === 'string' && NUMERIC.test(value))) return Number(value);
  throw unexpected(column);
}

export function readText(row: unknown, column: string): string {
  const value = columnOf(row, column);
  if (typeof value !== 'string') throw unexpected(column);
  return value;
}

function readList(row: unknown, column: string): readonly string[] {
  const list = parseJson(readText(row, column));
  if (!Array.isArray(list) || !list.every((one): one is string => typeof one === 'string')) throw unexpected(column);
  return list;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readPendingEnd(row: unknown): PendingEnd | null {
  const reason = columnOf(row, 'pending_reason');
  if (reason === null) return null;
  if (typeof reason !== 'string' || !isEndReason(reason)) throw unexpected('pending_reason');
  const except = columnOf(row, 'pending_except');
  return { reason, except: except === null ? null : fromStoredText(readText(row, 'pending_except')) };
}

function isEndReason(text: string): text is EndReason {
  return endReasons.has(text);
}

function columnOf(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}

function unexpected(column: string): GemelError {
  return new GemelError('store_unavailable', `The database holds something unexpected in column ${column}.`);
}
