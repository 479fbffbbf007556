/** Authenticators in a SQLite file; a foreign key makes them go with their account. */
import { type SqliteConnection, toStoredText } from 'gemel/stores/sqlite';
import type { AuthenticatorRecord, AuthenticatorStore } from '../../authenticators/authenticator-store.ts';
import { AUTHENTICATOR_COLUMNS, authenticatorValues, changingValues, readAuthenticatorRow } from '../authenticator-row.ts';
import { readNumber } from '../row.ts';

export function createSqliteAuthenticators(connection: SqliteConnection): AuthenticatorStore {
  const findStamp = connection.prepare('SELECT stamp FROM gemel_account WHERE id = ?');
  const raiseStamp = connection.prepare('UPDATE gemel_account SET stamp = stamp + 1, version = version + 1 WHERE id = ?');
  const insert = connection.prepare(
    `INSERT INTO gemel_authenticator (${AUTHENTICATOR_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const find = connection.prepare(`SELECT ${AUTHENTICATOR_COLUMNS} FROM gemel_authenticator WHERE kind = ? AND lookup = ?`);
  const list = connection.prepare(`SELECT ${AUTHENTICATOR_COLUMNS} FROM gemel_authenticator WHERE account = ? ORDER BY created_at, id`);
  const replace = connection.prepare(
    'UPDATE gemel_authenticator SET name = ?, data = ?, last_used_at = ?, version = version + 1 WHERE id = ? AND version = ?',
  );
  const remove = connection.prepare('DELETE FROM gemel_authenticator WHERE account = ? AND id = ?');
  const exists = (row: unknown): boolean => row !== undefined && row !== null;
  const read = (row: unknown): AuthenticatorRecord | undefined => (exists(row) ? readAuthenticatorRow(row) : undefined);

  return {
    insert: async (record, { stamp } = {}) =>
      connection.write('authenticator-insert', () => {
        const account = toStoredText(record.account);
        const owner = findStamp.get(account);
        if (!exists(owner)) return 'account_unknown';
        if (stamp !== undefined && readNumber(owner, 'stamp') !== stamp) return 'stamp_changed';
        if (Number(insert.run(...authenticatorValues(record)).changes) !== 1) return 'taken';
        if (stamp !== undefined) raiseStamp.run(account);
        return 'inserted';
      }),
    find: async (kind, lookup) => connection.readOnce(() => read(find.get(kind, toStoredText(lookup)))),
    listByAccount: async (account) => connection.readOnce(() => list.all(toStoredText(account)).map(readAuthenticatorRow)),
    replace: async (record) =>
      connection.write('authenticator-replace', () =>
        Number(replace.run(...changingValues(record), toStoredText(record.id), record.version).changes) === 1 ? 'replaced' : 'conflict',
      ),
    remove: async (account, id) =>
      connection.write('authenticator-remove', () => Number(remove.run(toStoredText(account), toStoredText(id)).changes) === 1),
  };
}
