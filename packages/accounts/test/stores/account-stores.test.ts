/** Both account stores under the one contract, and what is particular to SQLite. */
import { createSqliteStore, migrateSqlite, migrateSqliteStore, storeMigrations } from 'gemel/stores/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import {
  ACCOUNT_COMPONENT,
  accountMigrations,
  createSqliteAccountStore,
  migrateSqliteAccountStore,
} from '../../src/stores/sqlite/index.ts';
import { accountStoreContract, anAccount, anAuditEntry } from '../../src/testing/index.ts';
import { aSqliteFile, type TemporaryFile } from './open-sqlite.ts';

describe('the memory account store', () => {
  it.each(accountStoreContract)('$name', async ({ run }) => {
    const store = createMemoryAccountStore();
    await expect(run(async () => store)).resolves.toBeUndefined();
    await store.close();
  });
});

describe('the SQLite account store', () => {
  let file: TemporaryFile;
  beforeEach(async () => {
    file = await aSqliteFile();
  });
  afterEach(() => file.remove());

  it.each(accountStoreContract)('$name', async ({ run }) => {
    migrateSqliteAccountStore(file.connect());
    await expect(run(async () => createSqliteAccountStore(file.connect()))).resolves.toBeUndefined();
  });

  it('lives in one file with the sessions', async () => {
    expect(migrateSqliteStore(file.connect())).toEqual(storeMigrations.map(({ number }) => number));
    expect(migrateSqliteAccountStore(file.connect())).toEqual(accountMigrations.map(({ number }) => number));
    expect(migrateSqliteAccountStore(file.connect())).toEqual([]);
    const accounts = createSqliteAccountStore(file.connect());
    const sessions = createSqliteStore(file.connect());
    expect(await accounts.insert(anAccount())).toBe('inserted');
    expect((await sessions.subjectVersion('account-1')).value).toBe(0);
    await sessions.close();
  });

  it('keeps every account of the first version, as it was', async () => {
    migrateSqlite(file.connect(), ACCOUNT_COMPONENT, accountMigrations.slice(0, 1));
    file
      .connect()
      .exec(
        `INSERT INTO gemel_account VALUES ('account-9', 'ada@example.com', 'the hash', '["editor"]', '["orders:read"]', 1, 'password_changed', 'sid-7', 1800000000.25, 1800000001.5, 4)`,
      );
    migrateSqliteAccountStore(file.connect());
    const store = createSqliteAccountStore(file.connect());
    expect(await store.findByEmail('ada@example.com')).toEqual(
      anAccount({
        id: 'account-9',
        passwordHash: 'the hash',
        isDisabled: true,
        pendingEnd: { reason: 'password_changed', except: 'sid-7' },
        version: 4,
      }),
    );
    expect(await store.listPending()).toHaveLength(1);
  });

  it('lets nobody change what the audit log holds, whatever statement is sent', async () => {
    migrateSqliteAccountStore(file.connect());
    const store = createSqliteAccountStore(file.connect());
    await store.audit.append([anAuditEntry()]);
    expect(() => file.connect().exec("UPDATE gemel_audit SET actor = 'system'")).toThrow('the audit log is only added to');
    expect(await store.audit.search({ order: 'newest', limit: 9 })).toEqual([anAuditEntry()]);
  });

  it('asks for the migration where there is none', () => {
    expect(() => createSqliteAccountStore(file.connect())).toThrow(expect.objectContaining({ code: 'schema_outdated' }));
  });

  it('writes and syncs the same whether an address was free or taken, so that the time tells nothing (6.3.8)', async () => {
    migrateSqliteAccountStore(file.connect());
    const steps: string[] = [];
    const store = createSqliteAccountStore(file.connect(), { onStep: (step) => steps.push(step) });
    const observer = file.connect();
    const dataVersion = (): unknown => Reflect.get(Object(observer.prepare('PRAGMA data_version').get()), 'data_version');
    for (const answer of ['inserted', 'taken']) {
      const before = dataVersion();
      expect(await store.insert(anAccount())).toBe(answer);
      expect(steps.splice(0)).toEqual(['account-insert:before-commit', 'account-insert:after-commit']);
      expect(dataVersion()).not.toBe(before);
    }
  });

  it('says store_unavailable for a row that it did not write, without its content', async () => {
    migrateSqliteAccountStore(file.connect());
    const store = createSqliteAccountStore(file.connect());
    await store.insert(anAccount());
    file.connect().exec(`UPDATE gemel_account SET roles = '"a text"'`);
    await expect(store.findById('account-1')).rejects.toMatchObject({
      code: 'store_unavailable',
      cause: expect.not.stringContaining('a text'),
    });
  });
});
