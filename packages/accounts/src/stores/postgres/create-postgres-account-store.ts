/** The account store in PostgreSQL, over the application's own `pg` pool, with the session store's tables or without. */
import type { Seconds } from '@gemel/protocol';
import {
  checkPostgresSchema,
  createPostgresConnection,
  type PostgresConnection,
  type PostgresPool,
  type PostgresStatement,
  type PostgresValue,
  toStoredText,
} from 'gemel/stores/postgres';
import type { AccountStore, Failures } from '../../account-store.ts';
import { mutableValues, readAccountRow, readNumber, readText } from '../account-row.ts';
import { ACCOUNT_COMPONENT, accountMigrations } from './account-migrations.ts';
import {
  CLEAR_FAILURES,
  DELETE_FAILURES,
  FIND_BY_EMAIL,
  FIND_BY_ID,
  INSERT,
  LIST_PENDING,
  LOCK_FAILURES,
  REMOVE,
  REPLACE,
  TAKE_BACK,
  WRITE_FAILURES,
} from './account-statements.ts';

export interface PostgresAccountStoreOptions {
  /** Seconds after which a call is given up; 5 by default. */
  readonly timeout?: Seconds;
  /** False behind a pooler that does not keep prepared statements. */
  readonly prepare?: boolean;
}

const DEFAULT_TIMEOUT: Seconds = 5;
const noFailures: Failures = { count: 0, lastAt: 0 };

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
  return { ...records(connection), ...failures(connection), close: async () => void pool.removeListener('error', ignore) };
}

type FailureMethods = 'takeAttempt' | 'returnAttempt' | 'clearFailures' | 'deleteFailures';

function records(connection: PostgresConnection): Omit<AccountStore, FailureMethods | 'close'> {
  const find = async (statement: PostgresStatement, text: string): ReturnType<AccountStore['findById']> => {
    const [row] = (await connection.run(statement, [toStoredText(text)])).value;
    return row === undefined ? undefined : readAccountRow(row);
  };
  const hasChanged = async (statement: PostgresStatement, values: PostgresValue[]): Promise<boolean> =>
    readNumber((await connection.run(statement, values)).value[0], 'changed') === 1;

  return {
    async insert(record) {
      const first = [toStoredText(record.id), toStoredText(record.email), record.createdAt, record.version];
      return (await hasChanged(INSERT, [...first, ...mutableValues(record)])) ? 'inserted' : 'taken';
    },
    findByEmail: (email) => find(FIND_BY_EMAIL, email),
    findById: (id) => find(FIND_BY_ID, id),
    async replace(record) {
      return (await hasChanged(REPLACE, [...mutableValues(record), toStoredText(record.id), record.version])) ? 'replaced' : 'conflict';
    },
    remove: (id) => hasChanged(REMOVE, [toStoredText(id)]),
    listPending: async () => (await connection.run(LIST_PENDING)).value.map(readAccountRow),
  };
}

function failures(connection: PostgresConnection): Pick<AccountStore, FailureMethods> {
  return {
    async takeAttempt({ keys, now, since, mayTry }) {
      const names = keys.map(toStoredText);
      const { value } = await connection.transact(async (run) => {
        const held = new Map((await run(LOCK_FAILURES, [names])).map((row) => [readText(row, 'key'), readFailures(row)]));
        const found = names.map((name) => recent(held.get(name), since));
        if (!mayTry(found)) return false;
        await run(WRITE_FAILURES, [names, found.map(({ count }) => count + 1), now]);
        return true;
      });
      return value;
    },
    async returnAttempt(keys) {
      await connection.run(TAKE_BACK, [keys.map(toStoredText)]);
    },
    async clearFailures(keys) {
      await connection.run(CLEAR_FAILURES, [keys.map(toStoredText)]);
    },
    async deleteFailures(before) {
      return readNumber((await connection.run(DELETE_FAILURES, [before])).value[0], 'deleted');
    },
  };
}

function readFailures(row: unknown): Failures {
  return { count: readNumber(row, 'count'), lastAt: readNumber(row, 'last_at') };
}

function recent(failures: Failures | undefined, since: Seconds): Failures {
  return failures !== undefined && failures.count > 0 && failures.lastAt >= since ? failures : noFailures;
}
