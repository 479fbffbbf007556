/** The statements of the account store. */
import { DURABLE, type PostgresStatement } from 'gemel/stores/postgres';
import { MUTABLE_COLUMNS } from '../account-row.ts';

const COLUMNS = `id, created_at, version, ${MUTABLE_COLUMNS.join(', ')}`;
const mutableCount = MUTABLE_COLUMNS.length;
const assignments = MUTABLE_COLUMNS.map((column, index) => `${column} = $${index + 1}`).join(', ');

/**
 * Id, created at, version, then the mutable values. An address that is taken costs a durable commit as well: without one the answer
 * would come sooner, and the time would tell.
 */
export const INSERT: PostgresStatement = {
  name: 'gemel_account_insert',
  text: `
    WITH ${DURABLE}, inserted AS (
      INSERT INTO gemel_account (${COLUMNS}) VALUES (${Array.from({ length: mutableCount + 3 }, (_, index) => `$${index + 1}`).join(', ')})
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM inserted) AS changed, level, pg_logical_emit_message(true, 'gemel', '')::text AS written FROM settings`,
};

/** $1 the records as a JSON list of rows. Returns id and address of each that was inserted. */
export const INSERT_MANY: PostgresStatement = {
  name: 'gemel_account_insert_many',
  text: `
    WITH ${DURABLE}, inserted AS (
      INSERT INTO gemel_account (${COLUMNS})
      SELECT ${COLUMNS} FROM json_populate_recordset(NULL::gemel_account, $1::json)
      ON CONFLICT DO NOTHING RETURNING id, email)
    SELECT id, email, level FROM inserted, settings`,
};

/** A standby fails here: it may not know yet that a password was changed. */
export const IS_PRIMARY = '(SELECT pg_current_wal_insert_lsn()) IS NOT NULL';

export const FIND_BY_EMAIL: PostgresStatement = {
  name: 'gemel_account_by_email',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE email = $1 AND ${IS_PRIMARY}`,
};

/** $1 a hash; the condition is the index's. */
export const NEXT_IMPORTED: PostgresStatement = {
  name: 'gemel_account_next_imported',
  text: `
    SELECT password_hash FROM gemel_account
    WHERE starts_with(password_hash, 'import:') AND password_hash COLLATE "C" > $1 AND ${IS_PRIMARY}
    ORDER BY password_hash COLLATE "C" LIMIT 1`,
};

export const FIND_BY_ID: PostgresStatement = {
  name: 'gemel_account_by_id',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE id = $1 AND ${IS_PRIMARY}`,
};

/** $1 the ids. */
export const FIND_BY_IDS: PostgresStatement = {
  name: 'gemel_account_by_ids',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE id = ANY($1::text[]) AND ${IS_PRIMARY}`,
};

/** The mutable values, then id and version. */
export const REPLACE: PostgresStatement = {
  name: 'gemel_account_replace',
  text: `
    WITH ${DURABLE}, other AS (SELECT FROM gemel_account WHERE email = $1 AND id <> $${mutableCount + 1}),
    changed AS (
      UPDATE gemel_account SET ${assignments}, version = version + 1
      WHERE id = $${mutableCount + 1} AND version = $${mutableCount + 2} AND NOT EXISTS (SELECT FROM other) RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM other) AS others, level FROM settings`,
};

export const REMOVE: PostgresStatement = {
  name: 'gemel_account_remove',
  text: `
    WITH ${DURABLE}, removed AS (DELETE FROM gemel_account WHERE id = $1 RETURNING 1)
    SELECT (SELECT count(*) FROM removed) AS changed, level FROM settings`,
};

export const LIST_PENDING: PostgresStatement = {
  name: 'gemel_account_pending',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE (pending_reason IS NOT NULL OR grants_pending = 1) AND ${IS_PRIMARY}`,
};

/** $1 from, $2 to, $3 after, $4 limit */
export const LIST_BY_EMAIL: PostgresStatement = {
  name: 'gemel_account_list_by_email',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE email >= $1 AND email < $2 AND email > $3 AND ${IS_PRIMARY} ORDER BY email LIMIT $4`,
};

/** $1 id, $2 the role as it stands in the list: quoted, and without quotes in it; $3 limit. */
export const LIST_BY_ROLE: PostgresStatement = {
  name: 'gemel_account_by_role',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE id > $1 AND strpos(roles, $2) > 0 AND ${IS_PRIMARY} ORDER BY id LIMIT $3`,
};
