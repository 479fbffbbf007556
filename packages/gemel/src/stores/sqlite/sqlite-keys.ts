/** Signing keys in SQLite. */
import type { PublicJwk, Seconds } from '@gemel/protocol';
import type { KeyStore, StoredKey } from '../../core/ports/key-store.ts';
import { SQLITE_NOW, type SqliteConnection } from './sqlite-connection.ts';
import type { SqliteLog } from './sqlite-log.ts';
import { readJson, readNullableText, readNumber, readText } from '../stored-row.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';

/** Creates the key store on a connection; retirements go to `log`. */
export function createSqliteKeys(connection: SqliteConnection, log: SqliteLog): KeyStore {
  const clock = connection.prepare(`SELECT ${SQLITE_NOW} AS now`);
  const list = connection.prepare(
    'SELECT kid, slot, algorithm, public_jwk, sealed_key, secret_name, active_from FROM gemel_key ORDER BY slot',
  );
  const insert = connection.prepare('INSERT INTO gemel_key VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const activate = connection.prepare('UPDATE gemel_key SET active_from = min(active_from, ?) WHERE kid = ?');
  const reseal = connection.prepare('UPDATE gemel_key SET sealed_key = ?, secret_name = ? WHERE kid = ?');
  const remove = connection.prepare('DELETE FROM gemel_key WHERE kid = ?');

  return {
    async list() {
      return connection.read(() => {
        const now: Seconds = readNumber(clock.get(), 'now');
        return { value: list.all().map(readKey), now };
      });
    },
    async insert(key) {
      return connection.write('keys.insert', () => !log.isRetired(key.kid) && Number(insert.run(...keyValues(key)).changes) === 1);
    },
    async activate(kid, activeFrom) {
      connection.write('keys.activate', () => activate.run(activeFrom, toStoredText(kid)));
    },
    async reseal(kid, sealedKey, secretName) {
      connection.write('keys.reseal', () => reseal.run(toStoredText(sealedKey), toStoredText(secretName), toStoredText(kid)));
    },
    async remove(kid) {
      connection.write('keys.remove', () => remove.run(toStoredText(kid)));
    },
    async retire(kid, receipt) {
      return log.write('keys.retire', (now) => {
        remove.run(toStoredText(kid));
        if (log.isRetired(kid)) return { value: 'already_retired', now, isReplicated: false };
        log.append({ kind: 'key', kid, ...(receipt === undefined ? {} : { receipt }) });
        return { value: 'retired', now, isReplicated: false };
      });
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
