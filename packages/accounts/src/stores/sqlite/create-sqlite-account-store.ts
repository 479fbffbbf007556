/** The account store in a SQLite file, which several processes may share, with the session store's tables or without. */
import {
  checkSqliteSchema,
  createSqliteConnection,
  fromStoredText,
  type OnStep,
  type SqliteConnection,
  type SqliteDatabase,
  toStoredText,
} from 'gemel/stores/sqlite';
import type { AccountStore } from '../../account-store.ts';
import type { AccountRecord } from '../../account.ts';
import { ACCOUNT_COMPONENT, accountMigrations, IS_IMPORTED } from './account-migrations.ts';
import { emailRange, MUTABLE_COLUMNS, mutableValues, readAccountRow } from '../account-row.ts';
import { readText } from '../row.ts';
import { createSqliteApiKeys } from './sqlite-api-keys.ts';
import { createSqliteAudit } from './sqlite-audit.ts';
import { createSqliteAuthenticators } from './sqlite-authenticators.ts';
import { createSqliteChallenges } from './sqlite-challenges.ts';
import { createSqliteLimits } from './sqlite-limits.ts';
import { createSqliteProviderSessions } from './sqlite-provider-sessions.ts';
import { createSqliteRoles } from './sqlite-roles.ts';

export interface SqliteAccountStoreOptions {
  /** Called before and after the commit of each write transaction, with its name; for tests that stop the process there. */
  readonly onStep?: OnStep;
}

/**
 * Creates the store on an open connection of its own; close it after the store. The tables must be there: `migrateSqliteAccountStore`.
 *
 * @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable`
 */
export function createSqliteAccountStore(database: SqliteDatabase, options: SqliteAccountStoreOptions = {}): AccountStore {
  const connection = createSqliteConnection(database, options.onStep);
  checkSqliteSchema(database, ACCOUNT_COMPONENT, accountMigrations);
  return {
    ...records(connection),
    authenticators: createSqliteAuthenticators(connection),
    challenges: createSqliteChallenges(connection),
    limits: createSqliteLimits(connection),
    audit: createSqliteAudit(connection),
    roles: createSqliteRoles(connection),
    apiKeys: createSqliteApiKeys(connection),
    providerSessions: createSqliteProviderSessions(connection),
    close: async () => undefined,
  };
}

type PartNames = 'authenticators' | 'challenges' | 'limits' | 'audit' | 'roles' | 'apiKeys' | 'providerSessions';

function records(connection: SqliteConnection): Omit<AccountStore, PartNames | 'close'> {
  const columns = `id, created_at, version, ${MUTABLE_COLUMNS.join(', ')}`;
  const insert = connection.prepare(
    `INSERT INTO gemel_account (${columns}) VALUES (?, ?, ?, ${MUTABLE_COLUMNS.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const countSignUp = connection.prepare('UPDATE gemel_account_sign_up SET count = count + 1');
  const findByEmail = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE email = ?`);
  const findById = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE id = ?`);
  const findByIds = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE id IN (SELECT value FROM json_each(?))`);
  const findOther = connection.prepare('SELECT 1 AS found FROM gemel_account WHERE email = ? AND id <> ?');
  const replace = connection.prepare(
    `UPDATE gemel_account SET ${MUTABLE_COLUMNS.map((column) => `${column} = ?`).join(', ')}, version = version + 1 WHERE id = ? AND version = ?`,
  );
  const remove = connection.prepare('DELETE FROM gemel_account WHERE id = ?');
  const listPending = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE pending_reason IS NOT NULL OR grants_pending = 1`);
  // Names are quoted in the list, and hold no quotes.
  const listByRole = connection.prepare(`SELECT ${columns} FROM gemel_account WHERE id > ? AND instr(roles, ?) > 0 ORDER BY id LIMIT ?`);
  const listByEmail = connection.prepare(
    `SELECT ${columns} FROM gemel_account WHERE email >= ? AND email < ? AND email > ? ORDER BY email LIMIT ?`,
  );
  const findImported = connection.prepare(
    `SELECT password_hash FROM gemel_account WHERE ${IS_IMPORTED} AND password_hash > ? ORDER BY password_hash LIMIT 1`,
  );
  const exists = (row: unknown): boolean => row !== undefined && row !== null;
  const add = (record: AccountRecord): 'inserted' | 'taken' => {
    const first = [toStoredText(record.id), record.createdAt, record.version];
    return Number(insert.run(...first, ...mutableValues(record)).changes) === 1 ? 'inserted' : 'taken';
  };
  const read = (row: unknown) => (exists(row) ? readAccountRow(row) : undefined);

  return {
    insert: async (record) =>
      connection.write('account-insert', () => {
        // A commit without a change syncs nothing, and would be quicker: the time would tell that the address was taken.
        countSignUp.run();
        return add(record);
      }),
    insertMany: async (records) => connection.write('account-insert-many', () => records.map(add)),
    nextImportedHash: async (after) =>
      connection.readOnce(() => {
        const row = findImported.get(toStoredText(after));
        return exists(row) ? fromStoredText(readText(row, 'password_hash')) : undefined;
      }),
    findByEmail: async (email) => connection.readOnce(() => read(findByEmail.get(toStoredText(email)))),
    findById: async (id) => connection.readOnce(() => read(findById.get(toStoredText(id)))),
    findByIds: async (ids) => connection.readOnce(() => findByIds.all(JSON.stringify(ids.map(toStoredText))).map(readAccountRow)),
    replace: async (record) =>
      connection.write('account-replace', () => {
        const id = toStoredText(record.id);
        if (exists(findOther.get(toStoredText(record.email), id))) return 'taken';
        return Number(replace.run(...mutableValues(record), id, record.version).changes) === 1 ? 'replaced' : 'conflict';
      }),
    remove: async (id) => connection.write('account-remove', () => Number(remove.run(toStoredText(id)).changes) === 1),
    listByRole: async (role, { after, limit }) =>
      connection.readOnce(() => listByRole.all(toStoredText(after), JSON.stringify(role), limit).map(readAccountRow)),
    listByEmail: async ({ prefix, after, limit }) =>
      connection.readOnce(() => {
        const [from, to] = emailRange(prefix);
        return listByEmail.all(from, to, toStoredText(after), limit).map(readAccountRow);
      }),
    listPending: async () => connection.readOnce(() => listPending.all().map(readAccountRow)),
  };
}
