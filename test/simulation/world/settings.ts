/** What a simulation is like, drawn from its seed: times in seconds, so small that everything that can happen does. */
import type { Prng } from '../engine/prng.ts';
import type { Weather } from '../engine/network.ts';

export interface Settings {
  readonly nodes: number;
  readonly verifiers: number;
  readonly clients: number;
  readonly subjects: number;
  readonly durationMs: number;
  readonly maxStaleness: number;
  readonly lifetime: number;
  readonly recordMaxAge: number;
  readonly clockTolerance: number;
  readonly reuseWindow: number;
  readonly inactivityTimeout: number;
  readonly overallTimeout: number;
  readonly keyLifetime: number;
  readonly onStale: 'ask' | 'refuse';
  /** Whether a failover keeps all that was answered. */
  readonly isSynchronous: boolean;
  readonly patienceMs: number;
  /** Whether a verifier keeps to one node while that answers; otherwise each read goes to another. */
  readonly isSticky: boolean;
  /** Whether machines are suspended; otherwise their wall clocks are stepped. A machine that does both at once can be deceived. */
  readonly areSuspended: boolean;
  readonly weather: Weather;
}

/** How much faster or slower than right a machine's clocks go at most. */
export const WORST_RATE = 0.0005;

export function drawSettings(prng: Prng): Settings {
  const maxStaleness = prng.pick([1, 2, 5]);
  const lifetime = Math.ceil(maxStaleness * prng.between(2, 5));
  const inactivityTimeout = maxStaleness * prng.pick([6, 10, 30, 60]);
  return {
    nodes: prng.pick([2, 2, 3]),
    verifiers: prng.pick([1, 1, 1, 2]),
    clients: 2 + prng.int(3),
    subjects: 1 + prng.int(2),
    durationMs: maxStaleness * 1000 * prng.between(2, 5),
    maxStaleness,
    lifetime,
    recordMaxAge: maxStaleness * prng.between(1, 5),
    clockTolerance: maxStaleness * prng.pick([0.2, 1]),
    reuseWindow: maxStaleness * prng.pick([1, 2, 6]),
    inactivityTimeout,
    overallTimeout: inactivityTimeout * prng.pick([1, 2, 5]),
    keyLifetime: lifetime * prng.pick([1, 3, 20]),
    onStale: prng.chance(0.7) ? 'ask' : 'refuse',
    isSynchronous: prng.chance(0.4),
    patienceMs: maxStaleness * 1000 * prng.pick([0.3, 1, 2]),
    isSticky: prng.chance(0.5),
    areSuspended: prng.chance(0.4),
    weather: {
      usualMs: prng.pick([2, 10, 40]),
      delayChance: prng.pick([0, 0.02, 0.1]),
      delayMs: maxStaleness * 1000 * prng.pick([0.5, 1.5, 3]),
      lossChance: prng.pick([0, 0.01, 0.05]),
      repeatChance: prng.pick([0, 0.01, 0.05]),
    },
  };
}
