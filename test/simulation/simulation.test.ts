import { describe, expect, it } from 'vitest';
import { buildSimulation } from './build-simulation.js';
import { explainSeed, runWorkers } from './run-workers.js';

describe('a simulation of nodes, verifiers, clients and what goes wrong (invariants 1 to 7)', () => {
  it('finds no violation', { timeout: 120_000 }, async () => {
    const bundle = await buildSimulation();
    const { failures } = await runWorkers(bundle, { first: 1, count: 300, threads: 2 });
    const [first] = failures;
    expect(failures, first && (await explainSeed(bundle, first.seed))).toEqual([]);
  });
});
