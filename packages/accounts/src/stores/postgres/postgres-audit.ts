/** The audit log in PostgreSQL. */
import { createHash } from 'node:crypto';
import { DURABLE, type PostgresConnection, type PostgresStatement } from 'gemel/stores/postgres';
import type { AuditQuery, AuditStore } from '../../audit/audit-store.ts';
import { AUDIT_COLUMNS, auditRow, type AuditSearchText, auditSearchText, type AuditSpelling, readAuditRow } from '../audit-row.ts';
import { readNumber } from '../row.ts';

/** $1 the entries as a JSON list of rows. */
const APPEND: PostgresStatement = {
  name: 'gemel_audit_append',
  text: `
    WITH ${DURABLE}, appended AS (
      INSERT INTO gemel_audit (${AUDIT_COLUMNS})
      SELECT ${AUDIT_COLUMNS} FROM json_populate_recordset(NULL::gemel_audit, $1::json) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM appended) AS changed, level FROM settings`,
};

/** $1 before, $2 limit */
const PRUNE: PostgresStatement = {
  name: 'gemel_audit_prune',
  text: `
    WITH old AS MATERIALIZED (SELECT id FROM gemel_audit WHERE at < $1 ORDER BY at, id LIMIT $2 FOR UPDATE SKIP LOCKED),
    pruned AS (DELETE FROM gemel_audit a USING old WHERE a.id = old.id RETURNING 1)
    SELECT count(*) AS changed FROM pruned`,
};

export function createPostgresAudit(connection: PostgresConnection): AuditStore {
  return {
    async append(entries) {
      await connection.run(APPEND, [JSON.stringify(entries.map(auditRow))]);
    },
    async search(query) {
      const { text, values } = searchText(query);
      const statement = { name: `gemel_audit_search_${shapeOf(text)}`, text };
      return (await connection.run(statement, [...values])).value.map(readAuditRow);
    },
    async prune(before, limit) {
      return readNumber((await connection.run(PRUNE, [before, limit])).value[0], 'changed');
    },
  };
}

const columns = `SELECT ${AUDIT_COLUMNS} FROM gemel_audit`;
const isOneOf: AuditSpelling['isOneOf'] = (kinds, put) =>
  kinds.length === 1 ? `kind = ${put(kinds.join(' '))}` : `kind = ANY (${listOf(put(kinds.join(' ')))})`;

/** The whole statement; the same however many kinds are asked for, since a connection keeps each that it is given. */
function searchText(query: AuditQuery): AuditSearchText {
  const { kinds = [], subject, sid, address, order } = query;
  const isNarrow = subject !== undefined || sid !== undefined || address !== undefined;
  if (kinds.length < 2 || isNarrow) {
    const { text, values } = auditSearchText(query, { parameter: (place) => `$${place}`, isOneOf });
    return { text: `${columns} ${text}`, values };
  }
  // Of several kinds the planner takes the newest rows one after the other until enough are of one of them: of rare kinds that is every row. So each is looked up.
  const each = auditSearchText(query, { parameter: (place) => `$${place + 1}`, isOneOf: () => 'kind = asked.name' });
  const direction = order === 'newest' ? 'DESC' : 'ASC';
  return {
    text: `
      SELECT ${AUDIT_COLUMNS} FROM unnest(${listOf('$1')}) AS asked (name) CROSS JOIN LATERAL (${columns} ${each.text}) AS found
      ORDER BY at ${direction}, id ${direction} LIMIT $${each.values.length + 1}`,
    values: [[...new Set(kinds)].join(' '), ...each.values],
  };
}

/** No kind has a space in it. */
function listOf(parameter: string): string {
  return `string_to_array(${parameter}, ' ')`;
}

/** A connection keeps a statement under its name: each combination of conditions has its own. */
function shapeOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
