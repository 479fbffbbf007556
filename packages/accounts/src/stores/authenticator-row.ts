/** An authenticator as a row, and back. */
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { AuthenticatorKind, AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { readJson, readNullableNumber, readNumber, readText, unexpected } from './row.ts';

/** The columns, in the order of `authenticatorValues`. */
export const AUTHENTICATOR_COLUMNS = 'id, account, kind, lookup, created_at, version, name, data, last_used_at';

const kinds: ReadonlySet<string> = new Set<AuthenticatorKind>(['passkey', 'totp', 'recovery_codes', 'provider']);

/** Those that `replace` writes, in order: name, data, last used. */
export function changingValues({ name, data, lastUsedAt }: AuthenticatorRecord): (string | number | null)[] {
  return [toStoredText(name), JSON.stringify(data), lastUsedAt];
}

export function authenticatorValues(record: AuthenticatorRecord): (string | number | null)[] {
  const { id, account, kind, lookup, createdAt, version } = record;
  return [toStoredText(id), toStoredText(account), kind, toStoredText(lookup), createdAt, version, ...changingValues(record)];
}

/** @throws GemelError `store_unavailable` for a row that the store did not write */
export function readAuthenticatorRow(row: unknown): AuthenticatorRecord {
  const kind = readText(row, 'kind');
  if (!isKind(kind)) throw unexpected('kind');
  return {
    id: fromStoredText(readText(row, 'id')),
    account: fromStoredText(readText(row, 'account')),
    kind,
    lookup: fromStoredText(readText(row, 'lookup')),
    name: fromStoredText(readText(row, 'name')),
    data: readJson(row, 'data'),
    createdAt: readNumber(row, 'created_at'),
    lastUsedAt: readNullableNumber(row, 'last_used_at'),
    version: readNumber(row, 'version'),
  };
}

function isKind(text: string): text is AuthenticatorKind {
  return kinds.has(text);
}
