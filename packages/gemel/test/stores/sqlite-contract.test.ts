/** The SQLite store against the contract, on every driver that this Node.js has: two connections to one file, and one in memory. */
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { storeContract } from 'gemel/testing';
import { describe, expect, test } from 'vitest';
import { drivers, openForTest, type SqliteDriver, temporaryPath } from './sqlite-drivers.ts';

/** The contract is not about power cuts, and thousands of syncs would take most of its time. */
function openUnsynced(driver: SqliteDriver, path: string): ReturnType<typeof createSqliteStore> {
  const database = openForTest(driver, path);
  migrateSqliteStore(database);
  const store = createSqliteStore(database);
  database.exec('PRAGMA synchronous = OFF');
  return store;
}

describe.each(drivers)('the SQLite store through $name', (driver) => {
  test.each([...storeContract])('$name', async ({ run }) => {
    const path = temporaryPath();
    const store = openUnsynced(driver, path);
    const other = openUnsynced(driver, path);
    await expect(run({ store, other })).resolves.toBeUndefined();
  });

  test.each([...storeContract])('in memory: $name', async ({ run }) => {
    const store = openUnsynced(driver, ':memory:');
    await expect(run({ store, other: store })).resolves.toBeUndefined();
  });
});
