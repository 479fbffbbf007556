/** The PostgreSQL store against the contract: two pools on one database. */
import { requireProgram, startPostgres } from '@gemel/testbed';
import { storeContract } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTables, openStore } from './postgres-databases.ts';

describe.skipIf(requireProgram('postgres') === undefined)('the PostgreSQL store', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    // A vacuum that is under way at the moment holds back pruning, which some cases look at.
    postgres = await startPostgres({ config: { autovacuum: 'off' } });
  }, 60_000);
  afterAll(() => postgres.stop());

  for (const { name, run } of storeContract) {
    test(name, { timeout: 60_000 }, async () => {
      const url = await createTables(postgres.url);
      const [store, other] = [await openStore(url), await openStore(url)];
      await expect(run({ store, other })).resolves.toBeUndefined();
    });
  }
});
