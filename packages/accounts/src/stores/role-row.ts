/** A role as a row, and back. */
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { RoleRecord } from '../roles/role-store.ts';
import { readList, readNumber, readText } from './row.ts';

/** The columns but `version`, in the order of `roleValues`. */
export const ROLE_COLUMNS = 'name, permissions, is_declared, is_removed, is_settled';

export function roleValues({ name, permissions, isDeclared, isRemoved, isSettled }: RoleRecord): [string, string, number, number, number] {
  return [toStoredText(name), JSON.stringify(permissions), Number(isDeclared), Number(isRemoved), Number(isSettled)];
}

/** @throws GemelError `store_unavailable` for a row that the store did not write */
export function readRoleRow(row: unknown): RoleRecord {
  return {
    name: fromStoredText(readText(row, 'name')),
    permissions: readList(row, 'permissions'),
    isDeclared: readNumber(row, 'is_declared') === 1,
    isRemoved: readNumber(row, 'is_removed') === 1,
    isSettled: readNumber(row, 'is_settled') === 1,
    version: readNumber(row, 'version'),
  };
}
