/** The statements of authenticators, challenges and rate limits. */
import { DURABLE, type PostgresStatement } from 'gemel/stores/postgres';
import { AUTHENTICATOR_COLUMNS } from '../authenticator-row.ts';
import { CHALLENGE_COLUMNS } from '../challenge-row.ts';
import { IS_PRIMARY } from './account-statements.ts';

/** Keeps the account from being removed meanwhile, or finds that it has been. */
const OWNER = (parameter: string): string => `owner AS MATERIALIZED (SELECT id FROM gemel_account WHERE id = ${parameter} FOR KEY SHARE)`;

/** $1 to $9 as `authenticatorValues`. */
export const INSERT_AUTHENTICATOR: PostgresStatement = {
  name: 'gemel_authenticator_insert',
  text: `
    WITH ${DURABLE}, ${OWNER('$2')}, inserted AS (
      INSERT INTO gemel_authenticator (${AUTHENTICATOR_COLUMNS})
      SELECT $1, owner.id, $3, $4, $5, $6, $7, $8, $9 FROM owner ON CONFLICT DO NOTHING RETURNING 1)
    SELECT (SELECT count(*) FROM inserted) AS changed, (SELECT count(*) FROM owner) AS owners, level FROM settings`,
};

/** $1 to $9 as `authenticatorValues`, $10 the stamp that the account has to have still; of many at once, the others wait for the row and see it raised. */
export const INSERT_AUTHENTICATOR_AT_STAMP: PostgresStatement = {
  name: 'gemel_authenticator_insert_at_stamp',
  text: `
    WITH ${DURABLE}, owner AS MATERIALIZED (SELECT id, stamp FROM gemel_account WHERE id = $2 FOR NO KEY UPDATE), inserted AS (
      INSERT INTO gemel_authenticator (${AUTHENTICATOR_COLUMNS})
      SELECT $1, owner.id, $3, $4, $5, $6, $7, $8, $9 FROM owner WHERE owner.stamp = $10 ON CONFLICT DO NOTHING RETURNING account),
    raised AS (
      UPDATE gemel_account SET stamp = gemel_account.stamp + 1, version = version + 1
      FROM inserted WHERE gemel_account.id = inserted.account RETURNING 1)
    SELECT (SELECT count(*) FROM raised) AS changed, (SELECT count(*) FROM owner) AS owners,
      (SELECT count(*) FROM owner WHERE stamp = $10) AS current, level FROM settings`,
};

/** $1 kind, $2 lookup */
export const FIND_AUTHENTICATOR: PostgresStatement = {
  name: 'gemel_authenticator_find',
  text: `SELECT ${AUTHENTICATOR_COLUMNS} FROM gemel_authenticator WHERE kind = $1 AND lookup = $2 AND ${IS_PRIMARY}`,
};

/** $1 account */
export const LIST_AUTHENTICATORS: PostgresStatement = {
  name: 'gemel_authenticator_list',
  text: `SELECT ${AUTHENTICATOR_COLUMNS} FROM gemel_authenticator WHERE account = $1 AND ${IS_PRIMARY} ORDER BY created_at, id`,
};

/** $1 to $3 as `changingValues`, $4 id, $5 version */
export const REPLACE_AUTHENTICATOR: PostgresStatement = {
  name: 'gemel_authenticator_replace',
  text: `
    WITH ${DURABLE}, changed AS (
      UPDATE gemel_authenticator SET name = $1, data = $2, last_used_at = $3, version = version + 1 WHERE id = $4 AND version = $5 RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, level FROM settings`,
};

/** $1 account, $2 id */
export const REMOVE_AUTHENTICATOR: PostgresStatement = {
  name: 'gemel_authenticator_remove',
  text: `
    WITH ${DURABLE}, removed AS (DELETE FROM gemel_authenticator WHERE account = $1 AND id = $2 RETURNING 1)
    SELECT (SELECT count(*) FROM removed) AS changed, level FROM settings`,
};

/** $1 account: those that put its only challenge of a purpose follow one another, and each sees what was put before. */
export const LOCK_ACCOUNT: PostgresStatement = {
  name: 'gemel_challenge_lock',
  text: 'SELECT 1 FROM gemel_account WHERE id = $1 FOR NO KEY UPDATE',
};

/** $1 to $7 as `challengeValues`, $8 whether it is the only one. */
export const PUT_CHALLENGE: PostgresStatement = {
  name: 'gemel_challenge_put',
  text: `
    WITH ${DURABLE}, ${OWNER('$3')},
    removed AS (DELETE FROM gemel_challenge WHERE $8::boolean AND account = $3 AND purpose = $2),
    inserted AS (
      INSERT INTO gemel_challenge (${CHALLENGE_COLUMNS})
      SELECT $1, $2, $3, $4, $5, $6, $7 WHERE $3::text IS NULL OR EXISTS (SELECT FROM owner) RETURNING 1)
    SELECT (SELECT count(*) FROM inserted) AS changed, level FROM settings`,
};

const IS_CURRENT = 'id_hash = $1 AND purpose = $2 AND expires_at > $3';
const IS_LIVE = `${IS_CURRENT} AND tries_left > 0`;

/** $1 hash, $2 purpose, $3 now */
export const FIND_CHALLENGE: PostgresStatement = {
  name: 'gemel_challenge_find',
  text: `SELECT ${CHALLENGE_COLUMNS} FROM gemel_challenge WHERE ${IS_LIVE} AND ${IS_PRIMARY}`,
};

/** As `FIND_CHALLENGE`. */
export const TAKE_CHALLENGE: PostgresStatement = {
  name: 'gemel_challenge_take',
  text: `
    WITH ${DURABLE}, taken AS (DELETE FROM gemel_challenge WHERE ${IS_CURRENT} RETURNING ${CHALLENGE_COLUMNS})
    SELECT taken.*, level FROM taken, settings`,
};

/** As `FIND_CHALLENGE`. */
export const TRY_CHALLENGE: PostgresStatement = {
  name: 'gemel_challenge_try',
  text: `
    WITH ${DURABLE}, tried AS (UPDATE gemel_challenge SET tries_left = tries_left - 1 WHERE ${IS_LIVE} RETURNING ${CHALLENGE_COLUMNS})
    SELECT tried.*, level FROM tried, settings`,
};

/** $1 account, $2 now */
export const LIST_CHALLENGES: PostgresStatement = {
  name: 'gemel_challenge_list',
  text: `
    SELECT ${CHALLENGE_COLUMNS} FROM gemel_challenge WHERE account = $1 AND expires_at > $2 AND ${IS_PRIMARY} ORDER BY expires_at, id_hash`,
};

/** $1 account, $2 purpose or null */
export const REMOVE_CHALLENGES: PostgresStatement = {
  name: 'gemel_challenge_remove',
  text: `
    WITH ${DURABLE}, removed AS (DELETE FROM gemel_challenge WHERE account = $1 AND ($2::text IS NULL OR purpose = $2) RETURNING 1)
    SELECT (SELECT count(*) FROM removed) AS changed, level FROM settings`,
};

/** $1 before */
export const DELETE_CHALLENGES: PostgresStatement = {
  name: 'gemel_challenge_prune',
  text: `
    WITH old AS MATERIALIZED (SELECT id_hash FROM gemel_challenge WHERE expires_at < $1 FOR UPDATE SKIP LOCKED),
    deleted AS (DELETE FROM gemel_challenge c USING old WHERE c.id_hash = old.id_hash RETURNING 1)
    SELECT count(*) AS changed FROM deleted`,
};

/** $1 keys: locks the row of each, in one order, and returns it as it stands; there is one even for a key not seen before. */
export const LOCK_LIMITS: PostgresStatement = {
  name: 'gemel_limit_lock',
  text: `
    INSERT INTO gemel_limit AS l (key, due_at) SELECT key, 0 FROM (SELECT key FROM unnest($1::text[]) AS t (key) ORDER BY key) AS given
    ON CONFLICT (key) DO UPDATE SET due_at = l.due_at RETURNING key, due_at`,
};

/** $1 keys, $2 times */
export const WRITE_LIMITS: PostgresStatement = {
  name: 'gemel_limit_write',
  text: `
    UPDATE gemel_limit l SET due_at = given.due_at
    FROM (SELECT key, due_at FROM unnest($1::text[], $2::float8[]) AS t (key, due_at)) AS given WHERE l.key = given.key`,
};

/** $1 keys, $2 intervals */
export const REFUND_LIMITS: PostgresStatement = {
  name: 'gemel_limit_refund',
  text: `
    WITH given AS (SELECT key, amount FROM unnest($1::text[], $2::float8[]) AS t (key, amount)),
    locked AS MATERIALIZED (SELECT l.key FROM gemel_limit l JOIN given USING (key) ORDER BY l.key FOR UPDATE OF l)
    UPDATE gemel_limit l SET due_at = l.due_at - given.amount FROM given JOIN locked USING (key) WHERE l.key = given.key`,
};

/** $1 keys */
export const FORGET_LIMITS: PostgresStatement = {
  name: 'gemel_limit_forget',
  text: `
    WITH ${DURABLE}, locked AS MATERIALIZED (SELECT key FROM gemel_limit WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE),
    forgotten AS (DELETE FROM gemel_limit l USING locked WHERE l.key = locked.key RETURNING 1)
    SELECT (SELECT count(*) FROM forgotten) AS changed, level FROM settings`,
};

/** $1 before; rows that were only locked, and never written, are not counted. */
export const DELETE_LIMITS: PostgresStatement = {
  name: 'gemel_limit_prune',
  text: `
    WITH old AS MATERIALIZED (SELECT key FROM gemel_limit WHERE due_at < $1 ORDER BY key FOR UPDATE SKIP LOCKED),
    deleted AS (DELETE FROM gemel_limit l USING old WHERE l.key = old.key RETURNING due_at)
    SELECT count(*) AS changed FROM deleted WHERE due_at > 0`,
};
