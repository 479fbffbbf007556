/** Sessions that began elsewhere, in PostgreSQL: whoever begins or ends one locks the same rows first, so neither misses the other. */
import { DURABLE, type PostgresConnection, type PostgresStatement, toStoredText } from 'gemel/stores/postgres';
import type { ProviderSessionStore } from '../../providers/provider-session-store.ts';
import { PROVIDER_SESSION_COLUMNS, providerSessionValues, readExpiredRow, readSid } from '../provider-session-row.ts';
import { readNumber } from '../row.ts';
import { IS_PRIMARY } from './account-statements.ts';

/** $1 keys, $2 until: locks the row of each, in one order, and returns it; there is one even where nothing has ended yet. */
const LOCK_ENDS: PostgresStatement = {
  name: 'gemel_provider_end_lock',
  text: `
    INSERT INTO gemel_provider_end AS e (key, ended_at, until)
    SELECT key, -1, $2::float8 FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS t (key) ORDER BY key) AS given
    ON CONFLICT (key) DO UPDATE SET until = greatest(e.until, excluded.until) RETURNING ended_at`,
};

/** $1 key, $2 when */
const WRITE_END: PostgresStatement = {
  name: 'gemel_provider_end_write',
  text: `
    WITH ${DURABLE}, changed AS (UPDATE gemel_provider_end SET ended_at = greatest(ended_at, $2) WHERE key = $1 RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

/** $1 to $5 as `providerSessionValues`. */
const ADD: PostgresStatement = {
  name: 'gemel_provider_session_add',
  text: `
    WITH ${DURABLE}, owner AS MATERIALIZED (SELECT id FROM gemel_account WHERE id = $2 FOR KEY SHARE), added AS (
      INSERT INTO gemel_provider_session (${PROVIDER_SESSION_COLUMNS}) SELECT $1, owner.id, $3, $4, $5 FROM owner
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM added) AS changed, level FROM settings`,
};

/** $1 session or null, $2 person or null */
const FIND: PostgresStatement = {
  name: 'gemel_provider_session_find',
  text: `
    SELECT sid FROM gemel_provider_session WHERE session = $1
    UNION ALL SELECT sid FROM gemel_provider_session WHERE person = $2 AND ($1::text IS NULL OR session IS NULL)`,
};

/** $1 before, $2 limit */
const LIST_EXPIRED: PostgresStatement = {
  name: 'gemel_provider_session_expired',
  text: `SELECT sid, account FROM gemel_provider_session WHERE expires_at < $1 AND ${IS_PRIMARY} ORDER BY expires_at LIMIT $2`,
};

/** $1 until, $2 sid */
const KEEP: PostgresStatement = {
  name: 'gemel_provider_session_keep',
  text: 'UPDATE gemel_provider_session SET expires_at = $1 WHERE sid = $2',
};

/** $1 sids */
const REMOVE: PostgresStatement = {
  name: 'gemel_provider_session_remove',
  text: 'DELETE FROM gemel_provider_session WHERE sid = ANY ($1::text[])',
};

/** $1 before */
const DELETE_ENDS: PostgresStatement = {
  name: 'gemel_provider_end_prune',
  text: `
    WITH old AS MATERIALIZED (SELECT key FROM gemel_provider_end WHERE until < $1 ORDER BY key FOR UPDATE SKIP LOCKED),
    deleted AS (DELETE FROM gemel_provider_end e USING old WHERE e.key = old.key RETURNING ended_at)
    SELECT count(*) AS changed FROM deleted WHERE ended_at >= 0`,
};

/** Seconds for which the row that a beginning has locked is kept: nothing hangs on it afterwards. */
const lockedFor = 60;

export function createPostgresProviderSessions(connection: PostgresConnection): ProviderSessionStore {
  return {
    async add(record, since) {
      const keys = [record.person, ...(record.session === null ? [] : [record.session])];
      const { value } = await connection.transact(async (run) => {
        const ends = await run(LOCK_ENDS, [keys, since + lockedFor]);
        if (ends.some((row) => readNumber(row, 'ended_at') >= since)) return 'ended' as const;
        return readNumber((await run(ADD, providerSessionValues(record)))[0], 'changed') === 1 ? ('added' as const) : ('ended' as const);
      });
      return value;
    },
    async end({ person, session, at, until }) {
      const key = session ?? person ?? '';
      const { value } = await connection.transact(async (run) => {
        await run(LOCK_ENDS, [[key], until]);
        await run(WRITE_END, [key, at]);
        return (await run(FIND, [session ?? null, person ?? null])).map(readSid);
      });
      return value;
    },
    async listExpired(before, limit) {
      return (await connection.run(LIST_EXPIRED, [before, limit])).value.map(readExpiredRow);
    },
    async keep(sid, expiresAt) {
      await connection.run(KEEP, [expiresAt, toStoredText(sid)]);
    },
    async remove(sids) {
      await connection.run(REMOVE, [sids.map(toStoredText)]);
    },
    async deleteEnds(before) {
      return readNumber((await connection.run(DELETE_ENDS, [before])).value[0], 'changed');
    },
  };
}
