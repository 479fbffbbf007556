/** The statements of the account store. */
import { DURABLE, type PostgresStatement } from 'gemel/stores/postgres';
import { MUTABLE_COLUMNS } from '../account-row.ts';

const COLUMNS = `id, email, created_at, version, ${MUTABLE_COLUMNS.join(', ')}`;
const mutableCount = MUTABLE_COLUMNS.length;
const assignments = MUTABLE_COLUMNS.map((column, index) => `${column} = $${index + 1}`).join(', ');

/**
 * Id, e-mail, created at, version, then the mutable values. An address that is taken costs a durable commit as well: without one the answer
 * would come sooner, and the time would tell.
 */
export const INSERT: PostgresStatement = {
  name: 'gemel_account_insert',
  text: `
    WITH ${DURABLE}, inserted AS (
      INSERT INTO gemel_account (${COLUMNS}) VALUES (${Array.from({ length: mutableCount + 4 }, (_, index) => `$${index + 1}`).join(', ')})
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM inserted) AS changed, level, pg_logical_emit_message(true, 'gemel', '')::text AS written FROM settings`,
};

/** A standby fails here: it may not know yet that a password was changed. */
const IS_PRIMARY = '(SELECT pg_current_wal_insert_lsn()) IS NOT NULL';

export const FIND_BY_EMAIL: PostgresStatement = {
  name: 'gemel_account_by_email',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE email = $1 AND ${IS_PRIMARY}`,
};

export const FIND_BY_ID: PostgresStatement = {
  name: 'gemel_account_by_id',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE id = $1 AND ${IS_PRIMARY}`,
};

/** The mutable values, then id and version. */
export const REPLACE: PostgresStatement = {
  name: 'gemel_account_replace',
  text: `
    WITH ${DURABLE}, changed AS (
      UPDATE gemel_account SET ${assignments}, version = version + 1
      WHERE id = $${mutableCount + 1} AND version = $${mutableCount + 2} RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

export const REMOVE: PostgresStatement = {
  name: 'gemel_account_remove',
  text: `
    WITH ${DURABLE}, removed AS (DELETE FROM gemel_account WHERE id = $1 RETURNING 1)
    SELECT (SELECT count(*) FROM removed) AS changed, level FROM settings`,
};

export const LIST_PENDING: PostgresStatement = {
  name: 'gemel_account_pending',
  text: `SELECT ${COLUMNS} FROM gemel_account WHERE pending_reason IS NOT NULL AND ${IS_PRIMARY}`,
};

/** $1 keys: locks the row of each, in one order, and returns it as it stands; there is one even where nothing has failed yet. */
export const LOCK_FAILURES: PostgresStatement = {
  name: 'gemel_account_failures_lock',
  text: `
    INSERT INTO gemel_account_failure AS f (key, count, last_at)
    SELECT key, 0, 0 FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS t (key) ORDER BY key) AS given
    ON CONFLICT (key) DO UPDATE SET count = f.count RETURNING key, count, last_at`,
};

/** $1 keys, $2 counts, $3 when. */
export const WRITE_FAILURES: PostgresStatement = {
  name: 'gemel_account_failures_write',
  text: `
    UPDATE gemel_account_failure f SET count = given.count, last_at = $3
    FROM (SELECT DISTINCT key, count FROM unnest($1::text[], $2::bigint[]) AS t (key, count)) AS given WHERE f.key = given.key`,
};

/** $1 keys */
export const TAKE_BACK: PostgresStatement = {
  name: 'gemel_account_failures_back',
  text: `
    WITH locked AS MATERIALIZED (SELECT key FROM gemel_account_failure WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE)
    UPDATE gemel_account_failure f SET count = count - 1 FROM locked WHERE f.key = locked.key AND count > 0`,
};

/** $1 keys */
export const CLEAR_FAILURES: PostgresStatement = {
  name: 'gemel_account_failures_clear',
  text: `
    WITH locked AS MATERIALIZED (SELECT key FROM gemel_account_failure WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE)
    DELETE FROM gemel_account_failure f USING locked WHERE f.key = locked.key`,
};

/** $1 before; rows that were only locked, and never written, are not counted. */
export const DELETE_FAILURES: PostgresStatement = {
  name: 'gemel_account_failures_prune',
  text: `
    WITH old AS MATERIALIZED (SELECT key FROM gemel_account_failure WHERE last_at < $1 ORDER BY key FOR UPDATE SKIP LOCKED),
    deleted AS (DELETE FROM gemel_account_failure f USING old WHERE f.key = old.key RETURNING last_at)
    SELECT count(*) AS deleted FROM deleted WHERE last_at > 0`,
};
