/** API keys in a SQLite file. */
import { type SqliteConnection, toStoredText } from 'gemel/stores/sqlite';
import type { ApiKeyStore } from '../../api-keys/api-key-store.ts';
import { API_KEY_COLUMNS, apiKeyValues, FIXED_API_KEY_COLUMNS, fixedApiKeyValues, readApiKeyRow } from '../api-key-row.ts';

const columns = `${FIXED_API_KEY_COLUMNS}, ${API_KEY_COLUMNS.join(', ')}`;

export function createSqliteApiKeys(connection: SqliteConnection): ApiKeyStore {
  const insert = connection.prepare(
    `INSERT INTO gemel_api_key (${columns}, version) VALUES (?, ?, ?, ${API_KEY_COLUMNS.map(() => '?').join(', ')}, ?) ON CONFLICT DO NOTHING`,
  );
  const find = connection.prepare(`SELECT ${columns}, last_used_at, version FROM gemel_api_key WHERE id = ?`);
  const list = connection.prepare(`SELECT ${columns}, last_used_at, version FROM gemel_api_key ORDER BY created_at, id`);
  const replace = connection.prepare(
    `UPDATE gemel_api_key SET ${API_KEY_COLUMNS.map((column) => `${column} = ?`).join(', ')}, version = version + 1 WHERE id = ? AND version = ?`,
  );
  const touch = connection.prepare('UPDATE gemel_api_key SET last_used_at = ? WHERE id = ? AND coalesce(last_used_at, 0) < ?');
  return {
    insert: async (record) =>
      connection.write('api-key-insert', () =>
        Number(insert.run(...fixedApiKeyValues(record), ...apiKeyValues(record), record.version).changes) === 1 ? 'inserted' : 'taken',
      ),
    find: async (id) =>
      connection.readOnce(() => {
        const row = find.get(toStoredText(id));
        return row === undefined || row === null ? undefined : readApiKeyRow(row);
      }),
    list: async () => connection.readOnce(() => list.all().map(readApiKeyRow)),
    replace: async (record) =>
      connection.write('api-key-replace', () =>
        Number(replace.run(...apiKeyValues(record), toStoredText(record.id), record.version).changes) === 1 ? 'replaced' : 'conflict',
      ),
    touch: async (id, at) => {
      connection.write('api-key-touch', () => void touch.run(at, toStoredText(id), at));
    },
  };
}
