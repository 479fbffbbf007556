/** Both account stores under the one contract, and what is particular to SQLite. */
import { createSqliteStore, migrateSqliteStore, storeMigrations } from 'gemel/stores/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import { createSqliteAccountStore, migrateSqliteAccountStore } from '../../src/stores/sqlite/index.ts';
import { accountStoreContract, anAccount } from '../../src/testing/index.ts';
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
    expect(migrateSqliteAccountStore(file.connect())).toEqual([1]);
    expect(migrateSqliteAccountStore(file.connect())).toEqual([]);
    const accounts = createSqliteAccountStore(file.connect());
    const sessions = createSqliteStore(file.connect());
    expect(await accounts.insert(anAccount())).toBe('inserted');
    expect((await sessions.subjectVersion('account-1')).value).toBe(0);
    await sessions.close();
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
