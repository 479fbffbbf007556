/** What is simulated: the same ten thousand verifiers behind one, two and three tiers, on a busy day and in a storm. */
import type { Costs, PageCost } from './costs.ts';
import type { FanOut } from './fan-out.ts';
import { createRandom } from './seeded-random.ts';

export interface Scenario {
  readonly name: string;
  readonly given: FanOut;
}

export interface ScenarioParts {
  readonly costs: Pick<Costs, 'serve' | 'read'>;
  readonly storeRead: PageCost;
  readonly verifiers: number;
  /** Entries per second on the busiest hour. */
  readonly peak: number;
}

const fromMs = 400;
const toMs = 1200;
/** A page is read again this long after the one before it was, while there is news. */
export const gatherMs = 50;

function paced(perSecond: number, untilMs: number): Float64Array {
  const random = createRandom(7);
  const times: number[] = [];
  for (let ms = 0; ; times.push(ms)) {
    ms -= (Math.log(1 - random()) / perSecond) * 1000;
    if (ms > untilMs) return Float64Array.from(times);
  }
}

function atOnce(count: number): Float64Array {
  return new Float64Array(count).fill(fromMs + 1);
}

/** Each process serves about this many others. */
const share = 100;

export function listScenarios({ costs, storeRead, verifiers, peak }: ScenarioParts): readonly Scenario[] {
  const nodes = Math.max(1, Math.round(verifiers / share));
  const few = Math.max(1, Math.round(verifiers / share / 10));
  const one = [nodes, verifiers];
  const two = [few, nodes, verifiers];
  const three = [Math.max(1, Math.round(few / 2)), nodes / 2, nodes * 5, verifiers].map(Math.ceil);
  const common = {
    seed: 1,
    passesReadsOn: false,
    measuredMs: [fromMs, toMs],
    network: { medianMs: 0.5, p99Ms: 3, lost: 1e-4, resendMs: 200 },
    costs,
    storeRead,
    storeCores: 1,
    gatherMs,
    waitMs: 1000,
    pageSize: 1000,
  } as const;
  const busy = paced(peak, toMs);
  return [
    { name: `reads passed on: ${spell(one)}`, given: { ...common, tiers: one, passesReadsOn: true, entries: busy } },
    { name: `1 tier: ${spell(one)}`, given: { ...common, tiers: one, entries: busy } },
    { name: `2 tiers: ${spell(two)}`, given: { ...common, tiers: two, entries: busy } },
    { name: `3 tiers: ${spell(three)}`, given: { ...common, tiers: three, entries: busy } },
    { name: `2 tiers, reading at once (no pause)`, given: { ...common, tiers: two, entries: busy, gatherMs: 0 } },
    { name: `2 tiers, storm of 5,000 per second`, given: { ...common, tiers: two, entries: paced(5000, toMs) } },
    { name: `2 tiers, storm of 20,000 per second`, given: { ...common, tiers: two, entries: paced(20_000, toMs) } },
    { name: `2 tiers, 20,000 at one instant`, given: { ...common, tiers: two, entries: atOnce(20_000) } },
  ];
}

function spell(tiers: readonly number[]): string {
  return tiers.map((size) => size.toLocaleString('en')).join(' → ');
}
