/** Sessions that began elsewhere, in a SQLite file; beginnings and ends hold the write lock, so neither misses the other. */
import { type SqliteConnection, toStoredText } from 'gemel/stores/sqlite';
import type { ProviderSessionStore } from '../../providers/provider-session-store.ts';
import { PROVIDER_SESSION_COLUMNS, providerSessionValues, readExpiredRow, readSid } from '../provider-session-row.ts';

export function createSqliteProviderSessions(connection: SqliteConnection): ProviderSessionStore {
  const findAccount = connection.prepare('SELECT 1 AS found FROM gemel_account WHERE id = ?');
  const findEnd = connection.prepare('SELECT 1 AS found FROM gemel_provider_end WHERE key IN (?, ?) AND ended_at >= ?');
  const insert = connection.prepare(`INSERT OR REPLACE INTO gemel_provider_session (${PROVIDER_SESSION_COLUMNS}) VALUES (?, ?, ?, ?, ?)`);
  const writeEnd = connection.prepare(
    `INSERT INTO gemel_provider_end AS e (key, ended_at, until) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET ended_at = max(e.ended_at, excluded.ended_at), until = max(e.until, excluded.until)`,
  );
  const findOfPerson = connection.prepare('SELECT sid FROM gemel_provider_session WHERE person = ?');
  const findOfSession = connection.prepare('SELECT sid FROM gemel_provider_session WHERE session = ?');
  const findWithoutSession = connection.prepare('SELECT sid FROM gemel_provider_session WHERE person = ? AND session IS NULL');
  const listExpired = connection.prepare(
    'SELECT sid, account FROM gemel_provider_session WHERE expires_at < ? ORDER BY expires_at LIMIT ?',
  );
  const keep = connection.prepare('UPDATE gemel_provider_session SET expires_at = ? WHERE sid = ?');
  const remove = connection.prepare('DELETE FROM gemel_provider_session WHERE sid = ?');
  const deleteEnds = connection.prepare('DELETE FROM gemel_provider_end WHERE until < ?');
  const exists = (row: unknown): boolean => row !== undefined && row !== null;

  return {
    add: async (record, since) =>
      connection.write('provider-session-add', () => {
        const { account, person, session } = record;
        if (!exists(findAccount.get(toStoredText(account))) || exists(findEnd.get(person, session ?? person, since))) return 'ended';
        insert.run(...providerSessionValues(record));
        return 'added';
      }),
    end: async ({ person, session, at, until }) =>
      connection.write('provider-session-end', () => {
        writeEnd.run(session ?? person ?? '', at, until);
        if (session === undefined) return findOfPerson.all(person ?? '').map(readSid);
        return [...findOfSession.all(session), ...findWithoutSession.all(person ?? '')].map(readSid);
      }),
    listExpired: async (before, limit) => connection.readOnce(() => listExpired.all(before, limit).map(readExpiredRow)),
    keep: async (sid, expiresAt) => void connection.write('provider-session-keep', () => keep.run(expiresAt, toStoredText(sid))),
    remove: async (sids) =>
      connection.write('provider-session-remove', () => {
        for (const sid of sids) remove.run(toStoredText(sid));
      }),
    deleteEnds: async (before) => connection.write('provider-end-prune', () => Number(deleteEnds.run(before).changes)),
  };
}
