/** One-time things in a SQLite file; each is used up in a transaction that holds the write lock. */
import { type SqliteConnection, toStoredText } from 'gemel/stores/sqlite';
import type { ChallengeRecord, ChallengeStore } from '../../challenges/challenge-store.ts';
import { CHALLENGE_COLUMNS, challengeValues, readChallengeRow, readChallengeRows } from '../challenge-row.ts';

export function createSqliteChallenges(connection: SqliteConnection): ChallengeStore {
  const removeOf = connection.prepare('DELETE FROM gemel_challenge WHERE account = ? AND purpose = ?');
  const removeAllOf = connection.prepare('DELETE FROM gemel_challenge WHERE account = ?');
  const findAccount = connection.prepare('SELECT 1 AS found FROM gemel_account WHERE id = ?');
  const insert = connection.prepare(`INSERT INTO gemel_challenge (${CHALLENGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const current = `SELECT ${CHALLENGE_COLUMNS} FROM gemel_challenge WHERE id_hash = ? AND purpose = ? AND expires_at > ?`;
  const findCurrent = connection.prepare(current);
  const find = connection.prepare(`${current} AND tries_left > 0`);
  const list = connection.prepare(
    `SELECT ${CHALLENGE_COLUMNS} FROM gemel_challenge WHERE account = ? AND expires_at > ? ORDER BY expires_at, id_hash`,
  );
  const remove = connection.prepare('DELETE FROM gemel_challenge WHERE id_hash = ?');
  const useTry = connection.prepare('UPDATE gemel_challenge SET tries_left = tries_left - 1 WHERE id_hash = ?');
  const removeExpired = connection.prepare('DELETE FROM gemel_challenge WHERE expires_at < ?');
  const exists = (row: unknown): boolean => row !== undefined && row !== null;
  const read = (row: unknown): ChallengeRecord | undefined => (exists(row) ? readChallengeRow(row) : undefined);

  return {
    put: async (record, { isOnly = false } = {}) => {
      connection.write('challenge-put', () => {
        const account = record.account === null ? null : toStoredText(record.account);
        if (account !== null && !exists(findAccount.get(account))) return;
        if (isOnly && account !== null) removeOf.run(account, record.purpose);
        insert.run(...challengeValues(record));
      });
    },
    find: async (idHash, purpose, now) => connection.readOnce(() => read(find.get(idHash, purpose, now))),
    take: async (idHash, purpose, now) =>
      connection.write('challenge-take', () => {
        const record = read(findCurrent.get(idHash, purpose, now));
        if (record !== undefined) remove.run(idHash);
        return record;
      }),
    tryOnce: async (idHash, purpose, now) =>
      connection.write('challenge-try', () => {
        const record = read(find.get(idHash, purpose, now));
        if (record === undefined) return undefined;
        useTry.run(idHash);
        return { ...record, triesLeft: record.triesLeft - 1 };
      }),
    listOf: async (account, now) => connection.readOnce(() => readChallengeRows(list.all(toStoredText(account), now))),
    removeOf: async (account, purpose) =>
      connection.write('challenge-remove', () =>
        Number((purpose === undefined ? removeAllOf.run(toStoredText(account)) : removeOf.run(toStoredText(account), purpose)).changes),
      ),
    deleteExpired: async (before) => connection.write('challenge-prune', () => Number(removeExpired.run(before).changes)),
  };
}
