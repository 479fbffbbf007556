/** The statements that read, prune and restart the log. */
import { DURABLE, STANDBY } from './commit-settings.ts';
import { CHANNEL, LATENESS } from './log-entries.ts';
import { type PostgresStatement, WRITER_NOW } from './postgres-connection.ts';

/** Entries of one page. */
export const PAGE_SIZE = 1000;

const LAST = "coalesce((SELECT xid FROM gemel_log ORDER BY xid DESC LIMIT 1), '2')";

/** Where this is: the cluster, its timeline, and how far it has come. On a standby it fails. */
const PLACE = `place AS MATERIALIZED (
  SELECT system_identifier::text AS system, lsn, left(pg_walfile_name(lsn), 8) AS timeline
  FROM pg_control_system(), pg_current_wal_insert_lsn() AS lsn)`;

/**
 * Names one incarnation of the log: this cluster, its timeline (another after a promotion or a recovery to a point in time), the
 * database and the table (others after a restored dump), and what `NEW_EPOCH` makes.
 */
const EPOCH = `left(encode(sha256(convert_to(concat_ws(' ', p.system, p.timeline,
  (SELECT oid FROM pg_database WHERE datname = current_database()), 'gemel_log'::regclass::oid, m.mark), 'UTF8')), 'hex'), 32)`;

const ENTRY = 'xid, id, kind, name, generation, until, receipt';

/** A snapshot leaves out what nobody needs; an entry that is not settled may have been committed long after its `until` was reckoned. */
const IS_WANTED = `(NOT s.is_snapshot OR kind = 'key' OR kept_until > s.now
  OR (retention > 0 AND NOT pg_visible_in_snapshot(xid, s.settled)))`;

/**
 * The planner cannot know that nearly all that follows a place is wanted. An inequality of numbers it takes for true of nearly all rows; of
 * the conditions themselves it would expect little more than a page, and for each page sort everything that follows.
 */
const page = (phase: number, following: string, isUnseen: string): string =>
  `(SELECT ${phase} AS phase, ${ENTRY} FROM gemel_log
    WHERE ${following} AND CASE WHEN ${isUnseen} AND ${IS_WANTED} THEN 1 ELSE 0 END <> 0 ORDER BY xid, id LIMIT ${PAGE_SIZE + 1})`;

/**
 * $1 the reader's epoch, $2 the snapshot that it has seen, $3 the last id that it may have seen; $4 to $6 the target of its pages and the last
 * entry it has, or nulls; $7 whether they are a snapshot's; $8 and $9 epoch and last transaction of an entry that this store has seen.
 *
 * One statement, so that all of it speaks of one snapshot. It fails on a standby, whose snapshots leave out what is in progress.
 */
export const READ_LOG: PostgresStatement = {
  name: 'gemel_read_log',
  text: `
    WITH ${PLACE}, head AS MATERIALIZED (
      SELECT pg_current_snapshot() AS snapshot, ${WRITER_NOW} AS now, p.system, p.lsn, p.timeline, ${EPOCH} AS epoch, ${STANDBY},
        m.system AS known_system, m.mark, m.trimmed, m.settled, ${LAST} AS last
      FROM place p, gemel_meta m WHERE m.id = 1),
    known AS MATERIALIZED (
      SELECT h.*,
        coalesce(h.epoch = $8::text AND $9::xid8 > h.trimmed AND NOT EXISTS (SELECT FROM gemel_log WHERE xid = $9::xid8), false) AS has_lost,
        coalesce(h.epoch = $1::text AND ($7::boolean OR h.trimmed < pg_snapshot_xmin($2::pg_snapshot))
          AND $3::xid8 <= h.last, false) AS continues
      FROM head h),
    start AS MATERIALIZED (
      SELECT k.*, NOT continues OR $7::boolean AS is_snapshot,
        CASE WHEN continues THEN $2::pg_snapshot ELSE '1:1:' END AS seen,
        CASE WHEN continues THEN coalesce($4::pg_snapshot, $2::pg_snapshot) ELSE '1:1:' END AS target,
        continues AND $4::text IS NOT NULL AS is_under_way
      FROM known k)
    SELECT s.snapshot, s.now, s.lsn, s.epoch, s.timeline, s.system, s.known_system, s.has_standby, s.level, s.server, s.mark, s.last, s.has_lost,
      s.is_snapshot, s.continues,
      CASE WHEN NOT s.has_lost THEN (
        SELECT json_agg(json_build_array(phase, xid::text, id::text, kind, name, generation, until, receipt) ORDER BY phase, xid, id)::text
        FROM (
          SELECT * FROM (
            ${page(
              1,
              's.is_under_way AND (xid, id) > ($5::xid8, $6::bigint)',
              'NOT pg_visible_in_snapshot(xid, s.seen) AND pg_visible_in_snapshot(xid, s.target)',
            )}
            UNION ALL
            ${page(2, 'xid >= pg_snapshot_xmin(s.target)', 'NOT pg_visible_in_snapshot(xid, s.target)')}
          ) AS found ORDER BY phase, xid, id LIMIT ${PAGE_SIZE + 1}) AS entry) END AS entries
    FROM start s`,
};

/** $1 the reader's epoch, $2 the snapshot that it has seen: whether there is anything that it has not. */
export const HAS_NEWS: PostgresStatement = {
  name: 'gemel_has_news',
  text: `
    WITH ${PLACE}
    SELECT ${EPOCH} <> $1::text OR EXISTS (SELECT FROM gemel_log
      WHERE xid >= pg_snapshot_xmin($2::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $2::pg_snapshot)) AS has_news
    FROM place p, gemel_meta m WHERE m.id = 1`,
};

/**
 * $1 the mark that is to be replaced, or null for whichever there is. Ids of transactions that this cluster has not given yet, as after a
 * dump was restored elsewhere, become this transaction's.
 */
export const NEW_EPOCH: PostgresStatement = {
  name: 'gemel_new_epoch',
  text: `
    WITH ${DURABLE}, renewed AS (
      UPDATE gemel_meta SET mark = gen_random_uuid()::text, trimmed = '2', settled = '1:1:',
        system = (SELECT system_identifier FROM pg_control_system())::text
      WHERE id = 1 AND ($1::text IS NULL OR mark = $1::text) RETURNING 1),
    adopted AS (
      UPDATE gemel_log SET xid = pg_current_xact_id() WHERE xid > pg_current_xact_id() AND EXISTS (SELECT FROM renewed) RETURNING 1)
    SELECT level, (SELECT count(*) FROM renewed) AS renewed, (SELECT count(*) FROM adopted) AS adopted, pg_notify(${CHANNEL}, '')::text
    FROM settings`,
};

/** What has been committed, as far as it goes for certain. */
export const READ_SETTLED: PostgresStatement = {
  name: 'gemel_read_settled',
  text: `SELECT pg_current_snapshot() AS snapshot, ${LAST} AS last`,
};

/** $1 a snapshot that was read before: entries that were committed so late that they are needed for longer are kept for longer. */
export const SETTLE: PostgresStatement = {
  name: 'gemel_settle',
  text: `
    WITH late AS (
      UPDATE gemel_log l SET kept_until = ${WRITER_NOW} + retention + ${LATENESS} FROM gemel_meta m
      WHERE m.id = 1 AND l.xid >= pg_snapshot_xmin(m.settled) AND NOT pg_visible_in_snapshot(l.xid, m.settled)
        AND l.retention > 0 AND l.until - l.retention + ${LATENESS} < ${WRITER_NOW} RETURNING 1)
    UPDATE gemel_meta SET settled = $1::pg_snapshot WHERE id = 1 AND (SELECT count(*) FROM late) >= 0`,
};

/**
 * $1 limit. Deletes entries that nobody needs, but the last, by which a loss shows, and those later than a transaction in progress: so a
 * reader that has seen what is deleted need not be told.
 */
export const PRUNE_LOG: PostgresStatement = {
  name: 'gemel_prune_log',
  text: `
    WITH past AS MATERIALIZED (
      SELECT l.xid, l.id FROM gemel_log l JOIN gemel_meta m ON m.id = 1
      WHERE l.kept_until <= ${WRITER_NOW} AND (coalesce(l.retention, 0) <= 0 OR pg_visible_in_snapshot(l.xid, m.settled))
        AND l.xid < pg_snapshot_xmin(pg_current_snapshot()) AND l.xid < ${LAST}
      ORDER BY l.kept_until LIMIT $1 FOR UPDATE OF l SKIP LOCKED),
    deleted AS (DELETE FROM gemel_log l USING past WHERE l.xid = past.xid AND l.id = past.id RETURNING l.xid),
    trimmed AS (
      UPDATE gemel_meta SET trimmed = greatest(trimmed, (SELECT xid FROM deleted ORDER BY xid DESC LIMIT 1))
      WHERE id = 1 AND EXISTS (SELECT FROM deleted) RETURNING 1)
    SELECT (SELECT count(*) FROM deleted) AS deleted, (SELECT count(*) FROM trimmed) AS trimmed`,
};
