/** The SQLite store against the contract, on every driver that this Node.js has: two connections to one file, and one in memory. */
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { storeContract } from 'gemel/testing';
import { describe, expect, test } from 'vitest';
import { drivers, openForTest, temporaryPath } from './sqlite-drivers.ts';

describe.each(drivers)('the SQLite store through $name', (driver) => {
  test.each([...storeContract])('$name', async ({ run }) => {
    const path = temporaryPath();
    const database = openForTest(driver, path);
    migrateSqliteStore(database);
    const store = createSqliteStore(database);
    const other = createSqliteStore(openForTest(driver, path));
    await expect(run({ store, other })).resolves.toBeUndefined();
  });

  test.each([...storeContract])('in memory: $name', async ({ run }) => {
    const database = openForTest(driver, ':memory:');
    migrateSqliteStore(database);
    const store = createSqliteStore(database);
    await expect(run({ store, other: store })).resolves.toBeUndefined();
  });
});
