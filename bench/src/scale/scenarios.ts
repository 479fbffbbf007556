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

const fromMs = 250;
const toMs = 500;

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

/** A node or relay serves about this many others. */
const share = 25;

export function listScenarios({ costs, storeRead, verifiers, peak }: ScenarioParts): readonly Scenario[] {
  const edge = Math.max(1, Math.round(verifiers / share));
  const one = [edge, verifiers];
  const two = [Math.ceil(edge / 40), edge, verifiers];
  const three = [Math.ceil(edge / 80), Math.ceil(edge / 8), edge, verifiers];
  const common = {
    seed: 1,
    passesReadsOn: false,
    measuredMs: [fromMs, toMs],
    network: { medianMs: 0.5, p99Ms: 3, lost: 1e-4, resendMs: 200 },
    costs,
    storeRead,
    storeCores: 1,
    serverPauseMs: 10,
    verifierPauseMs: 0,
    waitMs: 1000,
    pageSize: 1000,
  } as const;
  const busy = paced(peak, toMs);
  const storm = { ...common, tiers: two };
  return [
    { name: `without copies: ${spell(one)}`, given: { ...common, tiers: one, passesReadsOn: true, entries: busy } },
    { name: `1 tier: ${spell(one)}`, given: { ...common, tiers: one, entries: busy } },
    { name: `2 tiers: ${spell(two)}`, given: { ...common, tiers: two, entries: busy } },
    { name: `3 tiers: ${spell(three)}`, given: { ...common, tiers: three, entries: busy } },
    { name: '2 tiers, verifiers that pause 50 ms', given: { ...storm, entries: busy, verifierPauseMs: 50 } },
    { name: '2 tiers, 2 entries per second', given: { ...storm, entries: paced(2, 3000), measuredMs: [fromMs, 3000] } },
    { name: '2 tiers, 5,000 per second', given: { ...storm, entries: paced(5000, toMs) } },
    { name: '2 tiers, 20,000 per second', given: { ...storm, entries: paced(20_000, toMs) } },
    { name: '2 tiers, 20,000 at one instant', given: { ...storm, entries: atOnce(20_000) } },
  ];
}

function spell(tiers: readonly number[]): string {
  return tiers.map((size) => size.toLocaleString('en')).join(' → ');
}
