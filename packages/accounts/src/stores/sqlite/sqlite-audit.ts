/** The audit log in a SQLite file. */
import type { SqliteConnection } from 'gemel/stores/sqlite';
import type { AuditStore } from '../../audit/audit-store.ts';
import { AUDIT_COLUMNS, auditRow, auditSearchText, type AuditSpelling, readAuditRow } from '../audit-row.ts';

const spelling: AuditSpelling = {
  parameter: () => '?',
  isOneOf: (kinds, put) => `kind IN (${kinds.map(put).join(', ')})`,
};

export function createSqliteAudit(connection: SqliteConnection): AuditStore {
  const insert = connection.prepare(`INSERT INTO gemel_audit (${AUDIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const prune = connection.prepare('DELETE FROM gemel_audit WHERE id IN (SELECT id FROM gemel_audit WHERE at < ? ORDER BY at, id LIMIT ?)');
  return {
    append: async (entries) => {
      connection.write('audit-append', () => entries.forEach((entry) => insert.run(...Object.values(auditRow(entry)))));
    },
    search: async (query) => {
      const { text, values } = auditSearchText(query, spelling);
      const search = connection.prepare(`SELECT ${AUDIT_COLUMNS} FROM gemel_audit ${text}`);
      return connection.readOnce(() => search.all(...values).map(readAuditRow));
    },
    prune: async (before, limit) => connection.write('audit-prune', () => Number(prune.run(before, limit).changes)),
  };
}
