/** Runs the races on the engines that are given and that this machine has, as tests. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeCount, raceCases, startFleet } from './race-cases.ts';
import type { RunningEngine, StoreEngine } from './store-engines.ts';

/** @param timeout milliseconds for each race on each engine. */
export function runRaces(engines: readonly StoreEngine[], rounds: number, timeout: number): void {
  for (const { name, isMissing, start } of engines) {
    describe.skipIf(isMissing)(`a fleet on ${name}`, () => {
      let engine: RunningEngine | undefined;
      beforeAll(async () => {
        engine = await start();
      }, 60_000);
      afterAll(() => engine?.stop());

      for (const { name: title, run } of raceCases) {
        test(title, { timeout }, async () => {
          const stores = (await engine?.openNodes(nodeCount)) ?? [];
          const fleet = await startFleet(stores.map(({ store }) => store));
          try {
            for (let round = 0; round < rounds; round++) await expect(run(fleet, round), `round ${round}`).resolves.toBeUndefined();
          } finally {
            await Promise.all(fleet.nodes.map((node) => node.close()));
            await Promise.all(stores.map(({ close }) => close()));
          }
        });
      }
    });
  }
}
