/** An API key as a row, and back. */
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { ApiKeyRecord } from '../api-keys/api-key-store.ts';
import type { AuditActor } from '../audit/audit-event.ts';
import { readList, readNullableNumber, readNullableText, readNumber, readText } from './row.ts';

/** The columns that are written once, in the order of `fixedApiKeyValues`. */
export const FIXED_API_KEY_COLUMNS = 'id, created_at, created_by';

/** The columns that `replace` writes, in the order of `apiKeyValues`. */
export const API_KEY_COLUMNS: readonly string[] = [
  'name',
  'scopes',
  'secret_hash',
  'former_hash',
  'former_until',
  'rotated_at',
  'expires_at',
  'revoked_at',
];

export function fixedApiKeyValues({ id, createdAt, createdBy }: ApiKeyRecord): (string | number)[] {
  return [toStoredText(id), createdAt, toStoredText(createdBy)];
}

export function apiKeyValues(record: ApiKeyRecord): (string | number | null)[] {
  const { name, scopes, secretHash, formerHash, formerUntil, rotatedAt, expiresAt, revokedAt } = record;
  return [toStoredText(name), JSON.stringify(scopes), secretHash, formerHash, formerUntil, rotatedAt, expiresAt, revokedAt];
}

/** @throws GemelError `store_unavailable` for a row that the store did not write */
export function readApiKeyRow(row: unknown): ApiKeyRecord {
  return {
    id: fromStoredText(readText(row, 'id')),
    name: fromStoredText(readText(row, 'name')),
    scopes: readList(row, 'scopes'),
    secretHash: readText(row, 'secret_hash'),
    formerHash: readNullableText(row, 'former_hash'),
    formerUntil: readNullableNumber(row, 'former_until'),
    createdAt: readNumber(row, 'created_at'),
    createdBy: fromStoredText(readText(row, 'created_by')) as AuditActor, // as fixedApiKeyValues wrote it
    rotatedAt: readNullableNumber(row, 'rotated_at'),
    expiresAt: readNullableNumber(row, 'expires_at'),
    revokedAt: readNullableNumber(row, 'revoked_at'),
    lastUsedAt: readNullableNumber(row, 'last_used_at'),
    version: readNumber(row, 'version'),
  };
}
