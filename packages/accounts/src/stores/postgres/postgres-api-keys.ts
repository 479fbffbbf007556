/** API keys in PostgreSQL. */
import { DURABLE, type PostgresConnection, type PostgresStatement, type PostgresValue, toStoredText } from 'gemel/stores/postgres';
import type { ApiKeyStore } from '../../api-keys/api-key-store.ts';
import { API_KEY_COLUMNS, apiKeyValues, FIXED_API_KEY_COLUMNS, fixedApiKeyValues, readApiKeyRow } from '../api-key-row.ts';
import { readNumber } from '../row.ts';
import { IS_PRIMARY } from './account-statements.ts';

const columns = `${FIXED_API_KEY_COLUMNS}, ${API_KEY_COLUMNS.join(', ')}`;
const count = API_KEY_COLUMNS.length;

/** The fixed values, the others, then the version. */
const INSERT: PostgresStatement = {
  name: 'gemel_api_key_insert',
  text: `
    WITH ${DURABLE}, changed AS (
      INSERT INTO gemel_api_key (${columns}, version) VALUES (${Array.from({ length: count + 4 }, (_, index) => `$${index + 1}`).join(', ')})
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

/** A standby fails here: it may not know yet that a key was revoked. */
const FIND: PostgresStatement = {
  name: 'gemel_api_key_find',
  text: `SELECT ${columns}, last_used_at, version FROM gemel_api_key WHERE id = $1 AND ${IS_PRIMARY}`,
};

const LIST: PostgresStatement = {
  name: 'gemel_api_key_list',
  text: `SELECT ${columns}, last_used_at, version FROM gemel_api_key WHERE ${IS_PRIMARY} ORDER BY created_at, id`,
};

/** The values that may change, then id and version. */
const REPLACE: PostgresStatement = {
  name: 'gemel_api_key_replace',
  text: `
    WITH ${DURABLE}, changed AS (
      UPDATE gemel_api_key SET ${API_KEY_COLUMNS.map((column, index) => `${column} = $${index + 1}`).join(', ')}, version = version + 1
      WHERE id = $${count + 1} AND version = $${count + 2} RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

/** $1 id, $2 time; one that a crash loses is noted at the next use. */
const TOUCH: PostgresStatement = {
  name: 'gemel_api_key_touch',
  text: 'UPDATE gemel_api_key SET last_used_at = $2 WHERE id = $1 AND coalesce(last_used_at, 0) < $2',
};

export function createPostgresApiKeys(connection: PostgresConnection): ApiKeyStore {
  const hasChanged = async (statement: PostgresStatement, values: PostgresValue[]): Promise<boolean> =>
    readNumber((await connection.run(statement, values)).value[0], 'changed') === 1;
  return {
    insert: async (record) =>
      (await hasChanged(INSERT, [...fixedApiKeyValues(record), ...apiKeyValues(record), record.version])) ? 'inserted' : 'taken',
    async find(id) {
      const [row] = (await connection.run(FIND, [toStoredText(id)])).value;
      return row === undefined ? undefined : readApiKeyRow(row);
    },
    list: async () => (await connection.run(LIST)).value.map(readApiKeyRow),
    replace: async (record) =>
      (await hasChanged(REPLACE, [...apiKeyValues(record), toStoredText(record.id), record.version])) ? 'replaced' : 'conflict',
    async touch(id, at) {
      await connection.run(TOUCH, [toStoredText(id), at]);
    },
  };
}
