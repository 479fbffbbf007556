/** How entries get into the log: as part of the statement that makes the change, and never without it. */
import { DURABLE } from './commit-settings.ts';
import { PRIMARY_NOW, type PostgresStatement, WRITER_NOW } from './postgres-connection.ts';

/**
 * Seconds that an entry is kept beyond its `until`: as late as that its commit may be after the time that `until` was reckoned from.
 * One that comes later still is kept longer; `SETTLE` sees to it.
 */
export const LATENESS = 120;

/** The channel of this log, for LISTEN and NOTIFY. */
export const CHANNEL = "('gemel_' || 'gemel_log'::regclass::oid)";

/**
 * Common table expressions that write an entry for each row (`sid`, `generation`) of a query, in its order.
 * $1 seconds that it is kept, $2 receipt, $3 whether to notify: at the commit, which then goes one after the other through the whole cluster.
 */
export function entriesFrom(query: string): string {
  return `
    told AS MATERIALIZED (SELECT sid, generation, ${WRITER_NOW} AS now FROM (${query}) AS t),
    entered AS (
      INSERT INTO gemel_log (kind, name, generation, until, retention, kept_until, receipt)
      SELECT 'session', sid, generation, now + $1::double precision, $1::double precision,
        now + $1::double precision + CASE WHEN $1::double precision > 0 THEN ${LATENESS} ELSE 0 END, $2::text
      FROM told RETURNING id, name)`;
}

/** A column that wakes those who wait, where something was entered. */
export const NOTIFIED: string = `(SELECT pg_notify(${CHANNEL}, '')::text FROM entered WHERE $3::boolean LIMIT 1) AS notified`;

/** Wakes those who wait; not worth waiting for a disk. */
export const NOTIFY: PostgresStatement = {
  name: 'gemel_notify',
  text: `SELECT set_config('synchronous_commit', 'off', true), pg_notify(${CHANNEL}, '')::text`,
};

/** $1 sids, $2 generations, $3 untils: which of these floors the log lacks; `position` counts from 1. */
export const LACKING_FLOORS: PostgresStatement = {
  name: 'gemel_lacking_floors',
  text: `
    SELECT position, ${PRIMARY_NOW} AS now
    FROM unnest($1::text[], $2::bigint[], $3::double precision[]) WITH ORDINALITY AS f (sid, generation, until, position)
    WHERE EXISTS (SELECT FROM gemel_session s WHERE s.sid = f.sid AND s.ended_at IS NULL AND s.generation < f.generation)
      OR (f.until > ${WRITER_NOW} AND NOT EXISTS (SELECT FROM gemel_log l
        WHERE l.name = f.sid AND l.kind = 'session' AND l.generation >= f.generation AND l.until >= f.until))
    ORDER BY position`,
};

/** $1 sids, $2 generations, $3 untils */
export const ENTER_FLOORS: PostgresStatement = {
  name: 'gemel_enter_floors',
  text: `
    WITH entered AS (
      INSERT INTO gemel_log (kind, name, generation, until, kept_until)
      SELECT 'session', sid, generation, until, until
      FROM unnest($1::text[], $2::bigint[], $3::double precision[]) WITH ORDINALITY AS f (sid, generation, until, position)
      ORDER BY position RETURNING 1)
    SELECT pg_notify(${CHANNEL}, '')::text FROM (SELECT FROM entered LIMIT 1) AS one`,
};

/** One announcement after the other: each sees what the one before has entered. */
export const LOCK_ANNOUNCEMENTS: PostgresStatement = {
  name: 'gemel_lock_announcements',
  text: `
    WITH ${DURABLE} SELECT level, pg_advisory_xact_lock(hashtextextended('gemel_announce', 'gemel_log'::regclass::oid::bigint))::text
    FROM settings`,
};
