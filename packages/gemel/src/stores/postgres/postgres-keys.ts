/** Signing keys in PostgreSQL. */
import type { PublicJwk } from '@gemel/protocol';
import type { KeyStore, StoredKey } from '../../core/ports/key-store.ts';
import { readJson, readNullableText, readNumber, readText } from '../stored-row.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import { DURABLE, IS_REPLICATED } from './commit-settings.ts';
import { NOTIFIED } from './log-entries.ts';
import { type PostgresConnection, PRIMARY_NOW, type PostgresStatement, WRITER_NOW } from './postgres-connection.ts';
import { committedFrom } from './postgres-committed.ts';

const LIST: PostgresStatement = {
  name: 'gemel_keys_list',
  text: `
    SELECT ${PRIMARY_NOW} AS now, kid, slot, algorithm, public_jwk, sealed_key, secret_name, active_from
    FROM (SELECT 1) AS one LEFT JOIN gemel_key ON true ORDER BY slot`,
};

const INSERT: PostgresStatement = {
  name: 'gemel_keys_insert',
  text: `
    INSERT INTO gemel_key (kid, slot, algorithm, public_jwk, sealed_key, secret_name, active_from)
    SELECT $1::text, $2::bigint, $3::text, $4::text, $5::text, $6::text, $7::double precision
    WHERE NOT EXISTS (SELECT FROM gemel_log WHERE kind = 'key' AND name = $1::text)
    ON CONFLICT DO NOTHING RETURNING 1`,
};

const ACTIVATE: PostgresStatement = {
  name: 'gemel_keys_activate',
  text: 'UPDATE gemel_key SET active_from = least(active_from, $2) WHERE kid = $1',
};

const RESEAL: PostgresStatement = {
  name: 'gemel_keys_reseal',
  text: 'UPDATE gemel_key SET sealed_key = $2, secret_name = $3 WHERE kid = $1',
};

const REMOVE: PostgresStatement = { name: 'gemel_keys_remove', text: 'DELETE FROM gemel_key WHERE kid = $1' };

/** $1 kid, $2 receipt, $3 whether to notify */
const RETIRE: PostgresStatement = {
  name: 'gemel_keys_retire',
  text: `
    WITH ${DURABLE}, removed AS (DELETE FROM gemel_key WHERE kid = $1::text RETURNING 1),
    entered AS (
      INSERT INTO gemel_log (kind, name, receipt) VALUES ('key', $1::text, $2::text)
      ON CONFLICT (name) WHERE kind = 'key' DO NOTHING RETURNING 1)
    SELECT ${WRITER_NOW} AS now, (SELECT count(*) FROM entered) AS changed, ${IS_REPLICATED} AS is_replicated,
      (SELECT count(*) FROM removed) AS removed, ${NOTIFIED}`,
};

/** Creates the key store; `onAppended` is called after a retirement. */
export function createPostgresKeys(connection: PostgresConnection, onAppended: () => void): KeyStore {
  return {
    async list() {
      const { value: rows } = await connection.run(LIST);
      const keys = rows.filter((row) => readNullableText(row, 'kid') !== null);
      return { value: keys.map(readKey), now: readNumber(rows[0], 'now') };
    },
    async insert(key) {
      return (await connection.run(INSERT, keyValues(key))).value.length === 1;
    },
    async activate(kid, activeFrom) {
      await connection.run(ACTIVATE, [toStoredText(kid), activeFrom]);
    },
    async reseal(kid, sealedKey, secretName) {
      await connection.run(RESEAL, [toStoredText(kid), toStoredText(sealedKey), toStoredText(secretName)]);
    },
    async remove(kid) {
      await connection.run(REMOVE, [toStoredText(kid)]);
    },
    async retire(kid, receipt) {
      const outcome = await connection.run(RETIRE, [toStoredText(kid), receipt === undefined ? null : toStoredText(receipt), true]);
      onAppended();
      return committedFrom(outcome, (isChanged) => (isChanged ? 'retired' : 'already_retired'));
    },
  };
}

function keyValues(key: StoredKey): (string | number | null)[] {
  const { kid, slot, algorithm, publicJwk, sealedKey, secretName, activeFrom } = key;
  const publicText = publicJwk === null ? null : JSON.stringify(publicJwk);
  return [toStoredText(kid), slot, toStoredText(algorithm), publicText, toStoredText(sealedKey), toStoredText(secretName), activeFrom];
}

function readKey(row: unknown): StoredKey {
  const publicJwk = readNullableText(row, 'public_jwk');
  return {
    kid: fromStoredText(readText(row, 'kid')),
    slot: readNumber(row, 'slot'),
    algorithm: fromStoredText(readText(row, 'algorithm')),
    publicJwk: publicJwk === null ? null : (readJson(row, 'public_jwk') as PublicJwk), // written by `keyValues` and by nobody else
    sealedKey: fromStoredText(readText(row, 'sealed_key')),
    secretName: fromStoredText(readText(row, 'secret_name')),
    activeFrom: readNumber(row, 'active_from'),
  };
}
