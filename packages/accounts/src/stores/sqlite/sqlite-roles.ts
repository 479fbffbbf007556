/** Roles in a SQLite file. */
import { type SqliteConnection, toStoredText } from 'gemel/stores/sqlite';
import type { RoleStore } from '../../roles/role-store.ts';
import { readRoleRow, ROLE_COLUMNS, roleValues } from '../role-row.ts';

export function createSqliteRoles(connection: SqliteConnection): RoleStore {
  const list = connection.prepare(`SELECT ${ROLE_COLUMNS}, version FROM gemel_role ORDER BY name`);
  const insert = connection.prepare(`INSERT INTO gemel_role (${ROLE_COLUMNS}, version) VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING`);
  const replace = connection.prepare(
    `UPDATE gemel_role SET (${ROLE_COLUMNS}, version) = (?, ?, ?, ?, ?, version + 1) WHERE name = ? AND version = ?`,
  );
  const remove = connection.prepare('DELETE FROM gemel_role WHERE name = ? AND version = ?');
  return {
    list: async () => connection.readOnce(() => list.all().map(readRoleRow)),
    write: async (record) =>
      connection.write('role-write', () => {
        const values = roleValues(record);
        const { changes } = record.version === 0 ? insert.run(...values) : replace.run(...values, values[0], record.version);
        return Number(changes) === 1 ? 'written' : 'conflict';
      }),
    remove: async (name, version) => connection.write('role-remove', () => Number(remove.run(toStoredText(name), version).changes) === 1),
  };
}
