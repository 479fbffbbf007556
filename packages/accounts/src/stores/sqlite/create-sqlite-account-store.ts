/** The account store in a SQLite file, which several processes may share, with the session store's tables or without. */
import {
  checkSqliteSchema,
  createSqliteConnection,
  type OnStep,
  type SqliteConnection,
  type SqliteDatabase,
  toStoredText,
} from 'gemel/stores/sqlite';
import type { AccountStore, Failures } from '../../account-store.ts';
import { ACCOUNT_COMPONENT, accountMigrations } from './account-migrations.ts';
import { MUTABLE_COLUMNS, mutableValues, readAccountRow, readNumber } from '../account-row.ts';

export interface SqliteAccountStoreOptions {
  /** Called before and after the commit of each write transaction, with its name; for tests that stop the process there. */
  readonly onStep?: OnStep;
}

const noFailures: Failures = { count: 0, lastAt: 0 };

/**
 * Creates the store on an open connection of its own; close it after the store. The tables must be there: `migrateSqliteAccountStore`.
 *
 * @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable`
 */
export function createSqliteAccountStore(database: SqliteDatabase, options: SqliteAccountStoreOptions = {}): AccountStore {
  const connection = createSqliteConnection(database, options.onStep);
  checkSqliteSchema(database, ACCOUNT_COMPONENT, accountMigrations);
  return { ...records(connection), ...failures(connection), close: async () => undefined };
}

type FailureMethods = 'takeAttempt' | 'returnAttempt' | 'clearFailures' | 'deleteFailures';

function records(connection: SqliteConnection): Omit<AccountStore, FailureMethods | 'close'> {
  const columns = `id, email, created_at, version, ${MUTABLE_COLUMNS.join(', ')}`;
  const insert = connection.prepare(
    `INSERT INTO gemel_account (${columns}) VALUES (?, ?, ?, ?, ${MUTABLE_COLUMNS.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const countSignUp = connection.prepare('UPDATE gemel_account_sign_up SET count = count + 1');
  const findByEmail = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE email = ?`);
  const findById = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE id = ?`);
  const replace = connection.prepare(
    `UPDATE gemel_account SET ${MUTABLE_COLUMNS.map((column) => `${column} = ?`).join(', ')}, version = version + 1 WHERE id = ? AND version = ?`,
  );
  const remove = connection.prepare('DELETE FROM gemel_account WHERE id = ?');
  const listPending = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE pending_reason IS NOT NULL`);
  const read = (row: unknown) => (row === undefined || row === null ? undefined : readAccountRow(row));

  return {
    insert: async (record) =>
      connection.write('account-insert', () => {
        // A commit without a change syncs nothing, and would be quicker: the time would tell that the address was taken.
        countSignUp.run();
        const first = [toStoredText(record.id), toStoredText(record.email), record.createdAt, record.version];
        return Number(insert.run(...first, ...mutableValues(record)).changes) === 1 ? 'inserted' : 'taken';
      }),
    findByEmail: async (email) => connection.readOnce(() => read(findByEmail.get(toStoredText(email)))),
    findById: async (id) => connection.readOnce(() => read(findById.get(toStoredText(id)))),
    replace: async (record) =>
      connection.write('account-replace', () =>
        Number(replace.run(...mutableValues(record), toStoredText(record.id), record.version).changes) === 1 ? 'replaced' : 'conflict',
      ),
    remove: async (id) => connection.write('account-remove', () => Number(remove.run(toStoredText(id)).changes) === 1),
    listPending: async () => connection.readOnce(() => listPending.all().map(readAccountRow)),
  };
}

function failures(connection: SqliteConnection): Pick<AccountStore, FailureMethods> {
  const find = connection.prepare('SELECT count, last_at FROM gemel_account_failure WHERE key = ? AND last_at >= ?');
  const write = connection.prepare(
    'INSERT INTO gemel_account_failure (key, count, last_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET count = excluded.count, last_at = excluded.last_at',
  );
  const takeBack = connection.prepare('UPDATE gemel_account_failure SET count = count - 1 WHERE key = ? AND count > 0');
  const remove = connection.prepare('DELETE FROM gemel_account_failure WHERE key = ?');
  const removeOld = connection.prepare('DELETE FROM gemel_account_failure WHERE last_at < ?');
  const read = (row: unknown): Failures =>
    row === undefined || row === null ? noFailures : { count: readNumber(row, 'count'), lastAt: readNumber(row, 'last_at') };

  return {
    takeAttempt: async ({ keys, now, since, mayTry }) =>
      connection.write('account-attempt', () => {
        const found = keys.map((key) => read(find.get(toStoredText(key), since)));
        if (!mayTry(found)) return false;
        keys.forEach((key, index) => write.run(toStoredText(key), (found[index] ?? noFailures).count + 1, now));
        return true;
      }),
    returnAttempt: async (keys) => {
      connection.write('account-attempt-back', () => keys.forEach((key) => takeBack.run(toStoredText(key))));
    },
    clearFailures: async (keys) => {
      connection.write('account-attempt-clear', () => keys.forEach((key) => remove.run(toStoredText(key))));
    },
    deleteFailures: async (before) => connection.write('account-attempt-prune', () => Number(removeOld.run(before).changes)),
  };
}
