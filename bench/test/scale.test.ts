/** The simulation of a large fleet, run small: it must be the same each time, lose nothing, and show what it is there to show. */
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultDurations, hundredMillion, sizeFeed } from '../src/scale/arithmetic.ts';
import { type FanOutResult, simulateFanOut } from '../src/scale/fan-out.ts';
import { measureFloorBytes } from '../src/scale/measure-costs.ts';
import { measuredCosts, measuredStoreReads } from '../src/scale/measured-costs.ts';
import { renderArithmetic, renderLag, renderLoad } from '../src/scale/render-scale.ts';
import { listScenarios } from '../src/scale/scenarios.ts';

const size = sizeFeed(hundredMillion, defaultDurations, measuredCosts);
const scenarios = listScenarios({ costs: measuredCosts, storeRead: measuredStoreReads.redis, verifiers: 200, peak: 400 });

function simulate(index: number): FanOutResult {
  const scenario = scenarios[index];
  if (scenario === undefined) throw new Error('there is no such scenario');
  return simulateFanOut(scenario.given);
}

describe('the simulation of a fleet', () => {
  it('prints the same every time', () => {
    const print = (): string => [2, 6].map((index) => renderLag([{ name: 'run', result: simulate(index) }])).join('\n');
    expect(print()).toBe(print());
  });

  it('brings every entry to every verifier, through any number of tiers and in a storm', () => {
    for (const [index, { name, given }] of scenarios.entries()) {
      if (given.passesReadsOn) continue;
      const result = simulate(index);
      expect(result.missing, name).toBe(0);
      expect(result.lag.count, name).toBeGreaterThan(0);
      expect(result.lag.quantile(0.5), name).toBeLessThanOrEqual(result.lag.quantile(0.99));
      expect(result.lastLag.max, name).toBeGreaterThanOrEqual(result.lag.quantile(0.99));
      expect(result.age.max, name).toBeLessThan(5000);
    }
  });

  it('shows what a copy spares the store', () => {
    const reads = (index: number): number => simulate(index).load[0]?.readsPerSecond ?? 0;
    expect(reads(0)).toBeGreaterThan(3 * reads(2));
    expect(renderLoad([{ name: 'run', result: simulate(1) }])).toMatch(/\| run +\|/);
  });

  it('takes no longer to hear of one entry than the messages take, where nothing else happens', () => {
    const [first] = scenarios;
    if (first === undefined) throw new Error('there is no scenario');
    const { lag } = simulateFanOut({
      ...first.given,
      passesReadsOn: false,
      tiers: [1, 1],
      entries: Float64Array.of(300),
      network: { medianMs: 2, p99Ms: 2, lost: 0, resendMs: 0 },
      costs: { serve: { baseUs: 0, perEntryUs: 0 }, read: { baseUs: 0, perEntryUs: 0 } },
      storeRead: { baseUs: 0, perEntryUs: 0 },
    });
    // Store → node → verifier.
    expect(lag.max).toBeCloseTo(4, 6);
  });
});

describe('docs/scale.md', () => {
  const page = fs.readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8');

  it('shows the arithmetic as it is reckoned', () => {
    expect(page).toContain(renderArithmetic(hundredMillion, size, measuredCosts));
  });

  it('counts with no fewer bytes of memory for an entry than a view takes on this release of Node.js, and no more than 120', () => {
    const bytes = measureFloorBytes(100_000);
    // A garbage collection more or less, between two readings of the heap, makes a few bytes.
    expect(measuredCosts.floorBytes).toBeGreaterThan(bytes * 0.9);
    expect(bytes).toBeGreaterThan(60);
    expect(measuredCosts.floorBytes).toBeLessThanOrEqual(120);
    expect(bytes).toBeLessThanOrEqual(120);
  });
});
