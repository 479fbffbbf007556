/** The statements about session records and subjects, each atomic by itself; a change and its entry are one statement. */
import { AS_SET, DURABLE, IS_REPLICATED, STANDBY } from './commit-settings.ts';
import { entriesFrom, NOTIFIED } from './log-entries.ts';
import { PRIMARY_NOW, type PostgresStatement, WRITER_NOW } from './postgres-connection.ts';
import { EVERYONE } from '../stored-text.ts';
import { RECORD_COLUMNS } from '../stored-record.ts';

const COLUMN_TYPES: Readonly<Record<string, string>> = {
  version: 'bigint',
  generation: 'bigint',
  refresh_rotation: 'bigint',
  data_version: 'bigint',
  created_at: 'double precision',
  ended_at: 'double precision',
  refresh_rotated_at: 'double precision',
  last_seen_at: 'double precision',
  inactivity_deadline: 'double precision',
  overall_deadline: 'double precision',
};

const columns = RECORD_COLUMNS.split(', ');
const insertParameters = columns.map((column, index) => `$${index + 1}::${COLUMN_TYPES[column] ?? 'text'}`).join(', ');

const EXPIRES_AT = 'least(inactivity_deadline, overall_deadline)';

/**
 * That a session stands at a version. Said in one, so that only the index by `sid` serves the statement: while there is little in the
 * table, that of the sessions that stand seems as good, and a plan that reads all of it may be kept long after there is much.
 */
const standsAt = (version: string): string => `version = CASE WHEN ended_at IS NULL THEN ${version}::bigint END`;

/** What is added to the version of every subject. A sign-in reads it and locks nothing: `LOCK_SESSIONS` lets none be under way when it is raised. */
const EVERYONES = `coalesce((SELECT version FROM gemel_subject WHERE subject = '${EVERYONE}'), 0)`;

/** Whether each statement sees what was committed before it got its locks. */
const IS_CURRENT = `(current_setting('transaction_isolation') = 'read committed')`;

/** $1 sid */
export const FIND: PostgresStatement = {
  name: 'gemel_find',
  text: `SELECT ${PRIMARY_NOW} AS now, ${STANDBY}, ${RECORD_COLUMNS} FROM (SELECT 1) AS one LEFT JOIN gemel_session ON sid = $1`,
};

/** $1 subject; a row without a `sid` where there are none. */
export const LIST_BY_SUBJECT: PostgresStatement = {
  name: 'gemel_list_by_subject',
  text: `
    SELECT ${PRIMARY_NOW} AS now, ${RECORD_COLUMNS} FROM (SELECT 1) AS one
    LEFT JOIN gemel_session ON subject = $1 AND ended_at IS NULL ORDER BY created_at DESC, position DESC`,
};

/** $1 the place to go on from, $2 how many at most; a row without a `sid` where there are none. */
export const LIST_ALL: PostgresStatement = {
  name: 'gemel_list_all',
  text: `
    SELECT ${PRIMARY_NOW} AS now, position AS place, ${RECORD_COLUMNS} FROM (SELECT 1) AS one LEFT JOIN (
      SELECT position, ${RECORD_COLUMNS} FROM gemel_session WHERE ended_at IS NULL AND position < $1::bigint ORDER BY position DESC LIMIT $2::bigint
    ) AS page ON true ORDER BY position DESC`,
};

/**
 * The values of a record, then its subject's version. A row of the subject is there to be locked, so that `endSubject` waits, or is waited for. Where the
 * transaction's snapshot is older than its locks, everybody's version may be a former one: then nothing is inserted.
 */
export const INSERT: PostgresStatement = {
  name: 'gemel_insert',
  text: `
    WITH subject AS MATERIALIZED (SELECT version + ${EVERYONES} AS version FROM gemel_subject WHERE subject = $2 FOR SHARE),
    inserted AS (
      INSERT INTO gemel_session (${RECORD_COLUMNS}) SELECT ${insertParameters} FROM subject WHERE version = $${columns.length + 1} AND ${IS_CURRENT}
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT ${WRITER_NOW} AS now, (SELECT version FROM subject) AS version, ${IS_CURRENT} AS is_current, (SELECT count(*) FROM inserted) AS inserted`,
};

/** $1 subject */
export const ENSURE_SUBJECT: PostgresStatement = {
  name: 'gemel_ensure_subject',
  text: 'INSERT INTO gemel_subject (subject, version) VALUES ($1, 0) ON CONFLICT DO NOTHING',
};

/** $1 subject */
export const SUBJECT_VERSION: PostgresStatement = {
  name: 'gemel_subject_version',
  text: `SELECT ${PRIMARY_NOW} AS now, coalesce((SELECT version FROM gemel_subject WHERE subject = $1), 0) + ${EVERYONES} AS version`,
};

/** $1 subject, $2 whether its sessions end: then no version that was given out before comes again, whatever a failover has set back */
export const RAISE_SUBJECT: PostgresStatement = {
  name: 'gemel_raise_subject',
  text: `
    WITH ${DURABLE} INSERT INTO gemel_subject AS s (subject, version) VALUES ($1, CASE WHEN $2::boolean THEN floor(${WRITER_NOW} * 1000000)::bigint ELSE 1 END)
    ON CONFLICT (subject) DO UPDATE SET version = greatest(s.version + 1, excluded.version)
    RETURNING ${WRITER_NOW} AS now, version + ${EVERYONES} AS version, ${IS_REPLICATED} AS is_replicated`,
};

/**
 * Waits for whoever is writing sessions, and lets nobody begin to until the transaction has ended: who comes then sees what it has written, since a statement
 * takes its lock of a table before its snapshot.
 */
export const LOCK_SESSIONS: PostgresStatement = {
  name: 'gemel_lock_sessions',
  text: 'LOCK TABLE gemel_session IN SHARE ROW EXCLUSIVE MODE',
};

/** To be run after `LOCK_SESSIONS` in its transaction. */
export const RAISE_EVERYONE: PostgresStatement = {
  name: 'gemel_raise_everyone',
  text: `
    WITH ${DURABLE}, set AS (SELECT level FROM settings)
    INSERT INTO gemel_subject AS s (subject, version) SELECT '${EVERYONE}', floor(${WRITER_NOW} * 1000000)::bigint FROM set
    ON CONFLICT (subject) DO UPDATE SET version = greatest(s.version + 1, excluded.version) RETURNING ${WRITER_NOW} AS now, version`,
};

/** $1 rotation, $2 client, $3 data, $4 data version, $5 last seen at, $6 inactivity deadline, $7 sid, $8 version */
export const KEEP: PostgresStatement = {
  name: 'gemel_keep',
  text: `
    WITH ${AS_SET}, changed AS (
      UPDATE gemel_session SET version = version + 1,
        refresh_rotated_at = CASE WHEN refresh_salt IS NULL OR $1::bigint IS NULL OR $1::bigint = refresh_rotation
          THEN refresh_rotated_at ELSE ${WRITER_NOW} END,
        refresh_rotation = CASE WHEN refresh_salt IS NULL OR $1::bigint IS NULL THEN refresh_rotation ELSE $1::bigint END,
        client = $2, data = $3, data_version = $4,
        last_seen_at = greatest(last_seen_at, $5), inactivity_deadline = greatest(inactivity_deadline, $6)
      WHERE sid = $7 AND ${standsAt('$8')} AND ${EXPIRES_AT} > ${WRITER_NOW} RETURNING 1)
    SELECT ${WRITER_NOW} AS now, (SELECT count(*) FROM changed) AS changed, ${IS_REPLICATED} AS is_replicated`,
};

/** $1 rotation, $2 last seen at, $3 inactivity deadline, $4 sid, $5 version */
export const ROTATE: PostgresStatement = {
  name: 'gemel_rotate',
  text: `
    WITH ${AS_SET}, changed AS (
      UPDATE gemel_session SET version = version + 1, refresh_rotation = $1::bigint,
        refresh_rotated_at = CASE WHEN $1::bigint = refresh_rotation THEN refresh_rotated_at ELSE ${WRITER_NOW} END,
        last_seen_at = greatest(last_seen_at, $2), inactivity_deadline = greatest(inactivity_deadline, $3)
      WHERE sid = $4 AND ${standsAt('$5')} AND refresh_salt IS NOT NULL AND ${EXPIRES_AT} > ${WRITER_NOW} RETURNING 1)
    SELECT ${WRITER_NOW} AS now, (SELECT count(*) FROM changed) AS changed, ${IS_REPLICATED} AS is_replicated`,
};

/** Seconds, receipt, whether to notify; then the values of `supersede`, from $4, then sid and version. */
export const SUPERSEDE: PostgresStatement = {
  name: 'gemel_supersede',
  text: `
    WITH ${DURABLE}, changed AS (
      UPDATE gemel_session SET version = version + 1, generation = $4, secret_hash = $5, refresh_salt = $6, refresh_rotation = $7,
        refresh_rotated_at = $8, principal = $9, client = $10, last_seen_at = greatest(last_seen_at, $11),
        inactivity_deadline = greatest(inactivity_deadline, $12), overall_deadline = $13, data = $14, data_version = $15
      WHERE sid = $16 AND ${standsAt('$17')} RETURNING sid, generation),
    ${entriesFrom('SELECT sid, generation FROM changed')}
    SELECT ${WRITER_NOW} AS now, (SELECT count(*) FROM changed) AS changed, ${IS_REPLICATED} AS is_replicated, ${NOTIFIED}`,
};

/** Seconds, receipt, whether to notify; $4 never, $5 reason, $6 sid, $7 version */
export const END: PostgresStatement = {
  name: 'gemel_end',
  text: `
    WITH ${DURABLE}, changed AS (
      UPDATE gemel_session SET version = version + 1, ended_at = ${WRITER_NOW}, end_reason = $5
      WHERE sid = $6 AND ${standsAt('$7')} RETURNING sid),
    ${entriesFrom('SELECT sid, $4::bigint AS generation FROM changed')}
    SELECT ${WRITER_NOW} AS now, (SELECT count(*) FROM changed) AS changed, ${IS_REPLICATED} AS is_replicated, ${NOTIFIED}`,
};

/**
 * Seconds, receipt, whether to notify; $4 never, $5 reason, $6 subject, $7 a sid that is left. To be run after `RAISE_SUBJECT` in its transaction:
 * as a statement of its own it sees the sessions of every sign-in that came before.
 */
export const SWEEP_SUBJECT: PostgresStatement = {
  name: 'gemel_sweep_subject',
  text: `
    WITH ended AS (
      UPDATE gemel_session SET version = version + 1, ended_at = ${WRITER_NOW}, end_reason = $5
      WHERE subject = $6 AND ended_at IS NULL AND sid IS DISTINCT FROM $7 RETURNING sid, created_at, position),
    ${entriesFrom('SELECT sid, $4::bigint AS generation FROM ended ORDER BY created_at DESC, position DESC')}
    SELECT ${WRITER_NOW} AS now, name, ${NOTIFIED} FROM (SELECT 1) AS one LEFT JOIN entered ON true ORDER BY id`,
};

/** Seconds, receipt, whether to notify; $4 never, $5 reason, $6 sids: ends those that have not ended. Rows are locked in one order. */
export const END_MANY: PostgresStatement = {
  name: 'gemel_end_many',
  text: `
    WITH ${DURABLE}, locked AS MATERIALIZED (
      SELECT sid FROM gemel_session WHERE sid = ANY($6::text[]) AND ended_at IS NULL ORDER BY sid FOR NO KEY UPDATE),
    ended AS (
      UPDATE gemel_session s SET version = version + 1, ended_at = ${WRITER_NOW}, end_reason = $5
      FROM locked WHERE s.sid = locked.sid AND ended_at IS NULL RETURNING s.sid),
    ${entriesFrom('SELECT sid, $4::bigint AS generation FROM ended ORDER BY sid')}
    SELECT ${WRITER_NOW} AS now, name, ${IS_REPLICATED} AS is_replicated, ${NOTIFIED}
    FROM (SELECT 1) AS one LEFT JOIN entered ON true ORDER BY id`,
};

/** $1 sids, $2 last seen at, $3 inactivity deadlines. Rows are locked in one order, so that nodes do not wait for each other in a circle. */
export const TOUCH: PostgresStatement = {
  name: 'gemel_touch',
  text: `
    WITH given AS MATERIALIZED (
      SELECT sid, max(seen) AS seen, max(deadline) AS deadline
      FROM unnest($1::text[], $2::double precision[], $3::double precision[]) AS t (sid, seen, deadline) GROUP BY sid),
    locked AS MATERIALIZED (
      SELECT s.sid FROM gemel_session s JOIN given g ON s.sid = g.sid
      WHERE s.ended_at IS NULL AND ${EXPIRES_AT} > ${WRITER_NOW} AND (g.seen > s.last_seen_at OR g.deadline > s.inactivity_deadline)
      ORDER BY s.sid FOR NO KEY UPDATE OF s)
    UPDATE gemel_session s SET last_seen_at = greatest(last_seen_at, seen), inactivity_deadline = greatest(inactivity_deadline, deadline)
    FROM given, locked
    WHERE s.sid = given.sid AND s.sid = locked.sid AND ended_at IS NULL AND ${EXPIRES_AT} > ${WRITER_NOW}`,
};

/** $1 sids, $2 generations: ends the sessions that stand below theirs. Returns `sid` and `overall_deadline` of each. */
export const END_BELOW: PostgresStatement = {
  name: 'gemel_end_below',
  text: `
    WITH given AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::bigint[]) AS t (sid, floor)),
    locked AS MATERIALIZED (
      SELECT s.sid FROM gemel_session s JOIN given g ON s.sid = g.sid WHERE s.ended_at IS NULL AND s.generation < g.floor
      ORDER BY s.sid FOR NO KEY UPDATE OF s)
    UPDATE gemel_session s SET version = version + 1, ended_at = ${WRITER_NOW}, end_reason = 'change_lost'
    FROM given, locked
    WHERE s.sid = given.sid AND s.sid = locked.sid AND ended_at IS NULL AND s.generation < given.floor
    RETURNING s.sid, s.overall_deadline`,
};

/** $1 seconds, $2 limit. Returns a row for each record that was deleted, with the engine's time, and one more. */
export const PRUNE_SESSIONS: PostgresStatement = {
  name: 'gemel_prune_sessions',
  text: `
    WITH past AS MATERIALIZED (
      SELECT sid FROM gemel_session WHERE coalesce(ended_at, ${EXPIRES_AT}) <= ${WRITER_NOW} - $1
      ORDER BY coalesce(ended_at, ${EXPIRES_AT}) LIMIT $2 FOR UPDATE SKIP LOCKED),
    deleted AS (DELETE FROM gemel_session s USING past WHERE s.sid = past.sid RETURNING 1)
    SELECT ${WRITER_NOW} AS now, (SELECT count(*) FROM deleted) AS deleted`,
};
