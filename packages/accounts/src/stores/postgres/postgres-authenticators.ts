/** Authenticators in PostgreSQL; a foreign key makes them go with their account. */
import { type PostgresConnection, toStoredText } from 'gemel/stores/postgres';
import type { AuthenticatorStore } from '../../authenticators/authenticator-store.ts';
import { authenticatorValues, changingValues, readAuthenticatorRow } from '../authenticator-row.ts';
import { readNumber } from '../row.ts';
import {
  FIND_AUTHENTICATOR,
  INSERT_AUTHENTICATOR,
  INSERT_AUTHENTICATOR_AT_STAMP,
  LIST_AUTHENTICATORS,
  REMOVE_AUTHENTICATOR,
  REPLACE_AUTHENTICATOR,
} from './part-statements.ts';

export function createPostgresAuthenticators(connection: PostgresConnection): AuthenticatorStore {
  return {
    async insert(record, { stamp } = {}) {
      const values = authenticatorValues(record);
      const inserting =
        stamp === undefined
          ? connection.run(INSERT_AUTHENTICATOR, values)
          : connection.run(INSERT_AUTHENTICATOR_AT_STAMP, [...values, stamp]);
      const [row] = (await inserting).value;
      if (readNumber(row, 'owners') === 0) return 'account_unknown';
      if (stamp !== undefined && readNumber(row, 'current') === 0) return 'stamp_changed';
      return readNumber(row, 'changed') === 1 ? 'inserted' : 'taken';
    },
    async find(kind, lookup) {
      const [row] = (await connection.run(FIND_AUTHENTICATOR, [kind, toStoredText(lookup)])).value;
      return row === undefined ? undefined : readAuthenticatorRow(row);
    },
    async listByAccount(account) {
      return (await connection.run(LIST_AUTHENTICATORS, [toStoredText(account)])).value.map(readAuthenticatorRow);
    },
    async replace(record) {
      const values = [...changingValues(record), toStoredText(record.id), record.version];
      return readNumber((await connection.run(REPLACE_AUTHENTICATOR, values)).value[0], 'changed') === 1 ? 'replaced' : 'conflict';
    },
    async remove(account, id) {
      const { value } = await connection.run(REMOVE_AUTHENTICATOR, [toStoredText(account), toStoredText(id)]);
      return readNumber(value[0], 'changed') === 1;
    },
  };
}
