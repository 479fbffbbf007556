/** A session that began elsewhere as a row, and back. */
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import type { ProviderSessionRecord } from '../providers/provider-session-store.ts';
import { readText } from './row.ts';

/** The columns, in the order of `providerSessionValues`. */
export const PROVIDER_SESSION_COLUMNS = 'sid, account, person, session, expires_at';

export function providerSessionValues({ sid, account, person, session, expiresAt }: ProviderSessionRecord): (string | number | null)[] {
  return [toStoredText(sid), toStoredText(account), person, session, expiresAt];
}

export function readSid(row: unknown): string {
  return fromStoredText(readText(row, 'sid'));
}

/** @throws GemelError `store_unavailable` for a row that the store did not write */
export function readExpiredRow(row: unknown): Pick<ProviderSessionRecord, 'sid' | 'account'> {
  return { sid: readSid(row), account: fromStoredText(readText(row, 'account')) };
}
