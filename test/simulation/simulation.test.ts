import { describe, expect, it } from 'vitest';
import { buildSimulation } from './build-simulation.js';
import { explainSeed, runWorkers } from './run-workers.js';
import { catchingSeeds } from './variants/catching-seeds.js';
import { variants } from './variants/variants.js';

/** As many of the first seeds as fit into this time; `npm run simulate` runs more, and finds what docs/results/simulation.md says is open. */
const seeds = 1200;
const mostMs = 10_000;

describe('a simulation of nodes, verifiers, clients and what goes wrong (invariants 1 to 7)', () => {
  it(`finds no violation in the first ${seeds} seeds, or in those that fit`, { timeout: 120_000 }, async () => {
    const bundle = await buildSimulation();
    const { failures } = await runWorkers(bundle, { first: 1, count: seeds, threads: 2, mostMs });
    const [first] = failures;
    expect(failures, first && (await explainSeed(bundle, first.seed))).toEqual([]);
  });

  it('knows a seed for each variant, and no other', () => {
    expect(Object.keys(catchingSeeds)).toEqual(variants.map(({ name }) => name));
  });

  it.each(variants)('catches $name: $breaks', { timeout: 120_000 }, async (variant) => {
    const bundle = await buildSimulation(variant);
    const { failures } = await runWorkers(bundle, { first: catchingSeeds[variant.name] ?? 0, count: 1, threads: 1 });
    expect(failures).toHaveLength(1);
  });
});
