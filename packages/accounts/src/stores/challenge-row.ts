/** A challenge as a row, and back. */
import { fromStoredText, toStoredText } from 'gemel/stores/sqlite';
import { isChallengePurpose } from '../challenges/challenge-purposes.ts';
import type { ChallengeRecord } from '../challenges/challenge-store.ts';
import { readJson, readNullableText, readNumber, readText, unexpected } from './row.ts';

/** The columns, in the order of `challengeValues`. */
export const CHALLENGE_COLUMNS = 'id_hash, purpose, account, stamp, data, expires_at, tries_left';

export function challengeValues(record: ChallengeRecord): (string | number | null)[] {
  const { idHash, purpose, account, stamp, data, expiresAt, triesLeft } = record;
  return [idHash, purpose, account === null ? null : toStoredText(account), stamp, JSON.stringify(data), expiresAt, triesLeft];
}

/** Without those that a newer version has put there for a purpose of its own (F22). @throws as `readChallengeRow` */
export function readChallengeRows(rows: readonly unknown[]): readonly ChallengeRecord[] {
  return rows.filter((row) => isChallengePurpose(readText(row, 'purpose'))).map(readChallengeRow);
}

/** @throws GemelError `store_unavailable` for a row that the store did not write */
export function readChallengeRow(row: unknown): ChallengeRecord {
  const purpose = readText(row, 'purpose');
  if (!isChallengePurpose(purpose)) throw unexpected('purpose');
  const account = readNullableText(row, 'account');
  return {
    idHash: readText(row, 'id_hash'),
    purpose,
    account: account === null ? null : fromStoredText(account),
    stamp: readNumber(row, 'stamp'),
    data: readJson(row, 'data'),
    expiresAt: readNumber(row, 'expires_at'),
    triesLeft: readNumber(row, 'tries_left'),
  };
}
