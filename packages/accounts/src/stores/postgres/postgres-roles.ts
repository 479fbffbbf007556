/** Roles in PostgreSQL. */
import { DURABLE, type PostgresConnection, type PostgresStatement, type PostgresValue, toStoredText } from 'gemel/stores/postgres';
import type { RoleStore } from '../../roles/role-store.ts';
import { readRoleRow, ROLE_COLUMNS, roleValues } from '../role-row.ts';
import { readNumber } from '../row.ts';
import { IS_PRIMARY } from './account-statements.ts';

/** A standby fails here: it may not know yet that a role permits less. */
const LIST: PostgresStatement = {
  name: 'gemel_role_list',
  text: `SELECT ${ROLE_COLUMNS}, version FROM gemel_role WHERE ${IS_PRIMARY} ORDER BY name`,
};

/** $1 to $5 as `roleValues`. */
const INSERT: PostgresStatement = {
  name: 'gemel_role_insert',
  text: `
    WITH ${DURABLE}, changed AS (
      INSERT INTO gemel_role (${ROLE_COLUMNS}, version) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

/** $1 to $5 as `roleValues`, $6 version */
const REPLACE: PostgresStatement = {
  name: 'gemel_role_replace',
  text: `
    WITH ${DURABLE}, changed AS (
      UPDATE gemel_role SET (${ROLE_COLUMNS}, version) = ($1, $2, $3, $4, $5, version + 1) WHERE name = $1 AND version = $6 RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

/** $1 name, $2 version */
const REMOVE: PostgresStatement = {
  name: 'gemel_role_remove',
  text: `
    WITH ${DURABLE}, changed AS (DELETE FROM gemel_role WHERE name = $1 AND version = $2 RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

export function createPostgresRoles(connection: PostgresConnection): RoleStore {
  const hasChanged = async (statement: PostgresStatement, values: PostgresValue[]): Promise<boolean> =>
    readNumber((await connection.run(statement, values)).value[0], 'changed') === 1;
  return {
    list: async () => (await connection.run(LIST)).value.map(readRoleRow),
    async write(record) {
      const values = roleValues(record);
      const isWritten = await (record.version === 0 ? hasChanged(INSERT, values) : hasChanged(REPLACE, [...values, record.version]));
      return isWritten ? 'written' : 'conflict';
    },
    remove: (name, version) => hasChanged(REMOVE, [toStoredText(name), version]),
  };
}
