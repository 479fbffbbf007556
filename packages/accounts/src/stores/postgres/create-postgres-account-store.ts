/** The account store in PostgreSQL, over the application's own `pg` pool, with the session store's tables or without. */
import { GemelError, type Seconds } from '@gemel/protocol';
import {
  checkPostgresSchema,
  createPostgresConnection,
  fromStoredText,
  type PostgresConnection,
  type PostgresPool,
  type PostgresStatement,
  type PostgresValue,
  toStoredText,
} from 'gemel/stores/postgres';
import type { AccountRecord } from '../../account.ts';
import type { AccountStore } from '../../account-store.ts';
import { emailRange, MUTABLE_COLUMNS, mutableValues, readAccountRow } from '../account-row.ts';
import { readNumber, readText } from '../row.ts';
import { ACCOUNT_COMPONENT, accountMigrations } from './account-migrations.ts';
import {
  FIND_BY_EMAIL,
  FIND_BY_ID,
  FIND_BY_IDS,
  INSERT,
  INSERT_MANY,
  LIST_BY_EMAIL,
  LIST_BY_ROLE,
  LIST_PENDING,
  NEXT_IMPORTED,
  REMOVE,
  REPLACE,
} from './account-statements.ts';
import { createPostgresApiKeys } from './postgres-api-keys.ts';
import { createPostgresAudit } from './postgres-audit.ts';
import { createPostgresAuthenticators } from './postgres-authenticators.ts';
import { createPostgresChallenges } from './postgres-challenges.ts';
import { createPostgresLimits } from './postgres-limits.ts';
import { createPostgresProviderSessions } from './postgres-provider-sessions.ts';
import { createPostgresRoles } from './postgres-roles.ts';

export interface PostgresAccountStoreOptions {
  /** Seconds after which a call is given up; 5 by default. */
  readonly timeout?: Seconds;
  /** False behind a pooler that does not keep prepared statements. */
  readonly prepare?: boolean;
}

const DEFAULT_TIMEOUT: Seconds = 5;

/**
 * Creates the store on a pool that leads to the primary; it may be the session store's. The pool stays the application's.
 * The tables must be there: `migratePostgresAccountStore`.
 *
 * @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable`
 */
export async function createPostgresAccountStore(pool: PostgresPool, options: PostgresAccountStoreOptions = {}): Promise<AccountStore> {
  const { timeout = DEFAULT_TIMEOUT, prepare = true } = options;
  await checkPostgresSchema(pool, ACCOUNT_COMPONENT, accountMigrations);
  const connection = createPostgresConnection(pool, { timeoutMs: timeout * 1000, isPrepared: prepare });
  const ignore = (): void => undefined;
  pool.on('error', ignore);
  return {
    ...records(connection),
    authenticators: createPostgresAuthenticators(connection),
    challenges: createPostgresChallenges(connection),
    limits: createPostgresLimits(connection),
    audit: createPostgresAudit(connection),
    roles: createPostgresRoles(connection),
    apiKeys: createPostgresApiKeys(connection),
    providerSessions: createPostgresProviderSessions(connection),
    close: async () => void pool.removeListener('error', ignore),
  };
}

type PartNames = 'authenticators' | 'challenges' | 'limits' | 'audit' | 'roles' | 'apiKeys' | 'providerSessions';

function records(connection: PostgresConnection): Omit<AccountStore, PartNames | 'close'> {
  const find = async (statement: PostgresStatement, text: string): ReturnType<AccountStore['findById']> => {
    const [row] = (await connection.run(statement, [toStoredText(text)])).value;
    return row === undefined ? undefined : readAccountRow(row);
  };
  const hasChanged = async (statement: PostgresStatement, values: PostgresValue[]): Promise<boolean> =>
    readNumber((await connection.run(statement, values)).value[0], 'changed') === 1;

  return {
    async insert(record) {
      const first = [toStoredText(record.id), record.createdAt, record.version];
      return (await hasChanged(INSERT, [...first, ...mutableValues(record)])) ? 'inserted' : 'taken';
    },
    async insertMany(records) {
      const rows = records.map(rowOf);
      const { value } = await connection.run(INSERT_MANY, [JSON.stringify(rows)]);
      const keyOf = (row: unknown): string => JSON.stringify([readText(row, 'id'), readText(row, 'email')]);
      const inserted = new Set(value.map(keyOf));
      // Of two that are alike the first was inserted, and the second was not.
      return rows.map((row) => (inserted.delete(keyOf(row)) ? 'inserted' : 'taken'));
    },
    async nextImportedHash(after) {
      const [row] = (await connection.run(NEXT_IMPORTED, [toStoredText(after)])).value;
      return row === undefined ? undefined : fromStoredText(readText(row, 'password_hash'));
    },
    findByEmail: (email) => find(FIND_BY_EMAIL, email),
    findById: (id) => find(FIND_BY_ID, id),
    findByIds: async (ids) => (await connection.run(FIND_BY_IDS, [ids.map(toStoredText)])).value.map(readAccountRow),
    async replace(record) {
      const values = [...mutableValues(record), toStoredText(record.id), record.version];
      const [row] = await connection.run(REPLACE, values).then(
        ({ value }) => value,
        (error: unknown) => {
          if (isUniqueViolation(error)) return [{ others: 1, changed: 0 }];
          throw error;
        },
      );
      if (readNumber(row, 'others') > 0) return 'taken';
      return readNumber(row, 'changed') === 1 ? 'replaced' : 'conflict';
    },
    remove: (id) => hasChanged(REMOVE, [toStoredText(id)]),
    listByRole: async (role, { after, limit }) =>
      (await connection.run(LIST_BY_ROLE, [toStoredText(after), JSON.stringify(role), limit])).value.map(readAccountRow),
    listByEmail: async ({ prefix, after, limit }) =>
      (await connection.run(LIST_BY_EMAIL, [...emailRange(prefix), toStoredText(after), limit])).value.map(readAccountRow),
    listPending: async () => (await connection.run(LIST_PENDING)).value.map(readAccountRow),
  };
}

/** The record by the names of its columns. */
function rowOf(record: AccountRecord): Readonly<Record<string, string | number | null>> {
  const values = mutableValues(record);
  const mutable = MUTABLE_COLUMNS.map((column, index): [string, string | number | null] => [column, values[index] ?? null]);
  return { id: toStoredText(record.id), created_at: record.createdAt, version: record.version, ...Object.fromEntries(mutable) };
}

/** Two accounts reached for one address at the same moment, and this one came second. */
function isUniqueViolation(error: unknown): boolean {
  const cause: unknown = error instanceof GemelError ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && Reflect.get(cause, 'code') === '23505';
}
