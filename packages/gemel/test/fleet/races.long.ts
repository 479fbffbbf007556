/** The races of the fleet and of the store contract with a thousand rounds each, on every engine; their result stands in docs/results/races.md. */
import { storeContract } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RACERS } from '../../src/testing/store-contract/store-case.ts';
import { runRaces } from './run-races.ts';
import { type RunningEngine, storeEngines } from './store-engines.ts';

const raceRounds = Number(process.env['GEMEL_RACE_ROUNDS'] ?? 1000);
const timeout = 3_600_000;
const storeRaces = storeContract.filter(({ name }) => name.includes(String(RACERS)));

for (const { name, isMissing, start } of storeEngines) {
  describe.skipIf(isMissing)(`the store on ${name}`, () => {
    let engine: RunningEngine | undefined;
    beforeAll(async () => {
      engine = await start();
    }, 60_000);
    afterAll(() => engine?.stop());

    for (const { name: title, run } of storeRaces) {
      test(title, { timeout }, async () => {
        const stores = (await engine?.openNodes(2)) ?? [];
        const [store, other] = stores.map((opened) => opened.store);
        if (store === undefined || other === undefined) throw new Error('the engine has no stores');
        await expect(run({ store, other, raceRounds })).resolves.toBeUndefined();
        await Promise.all(stores.map(({ close }) => close()));
      });
    }
  });
}

runRaces(storeEngines, raceRounds, timeout);
