/** Runs many seeds in this process, which does nothing else. */
import { lightenThread } from './engine/lighten-thread.ts';
import { createPrng } from './engine/prng.ts';
import { drawPlan, type Plan } from './plan/draw-plan.ts';
import { runPlan } from './run-plan.ts';
import { showFailure } from './show-failure.ts';

export interface SeedsReport {
  readonly seeds: number;
  readonly events: number;
  /** How often what happened. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly SeedFailure[];
}

export interface SeedFailure {
  readonly seed: number;
  readonly invariant: string;
  readonly text: string;
}

interface Seeds {
  readonly first: number;
  readonly end: number;
  readonly stride: number;
  readonly mostFailures: number;
  readonly mostMs: number;
}

export interface SeedRunner {
  /** Runs every `stride`th seed from `first` to before `end`; ends early after `mostFailures` or `mostMs`. Says now and then what has been done so far. */
  run(seeds: Seeds, onProgress: (report: SeedsReport) => void): Promise<SeedsReport>;
  /** The history of a seed that fails, made as short as it gets; undefined where it does not fail. */
  explain(seed: number): Promise<string | undefined>;
}

/** Milliseconds between two reports of progress. */
const progressEveryMs = 2000;

export function createSeedRunner(): SeedRunner {
  lightenThread();
  const derivedKeys = new Map<string, Uint8Array>();
  const strays: string[] = [];
  process.on('unhandledRejection', (error) => strays.push(error instanceof Error ? error.message : JSON.stringify(error)));
  const planOf = (seed: number): Plan => drawPlan(seed, createPrng(seed, 'plan'));

  return {
    async run({ first, end, stride, mostFailures, mostMs }, onProgress) {
      const counts: Record<string, number> = {};
      const failures: SeedFailure[] = [];
      let seeds = 0;
      let events = 0;
      const beganMs = performance.now();
      let toldMs = beganMs;
      for (let seed = first; seed < end && failures.length < mostFailures && performance.now() - beganMs < mostMs; seed += stride) {
        const outcome = await runPlan(planOf(seed), { derivedKeys, isTold: false });
        seeds++;
        events += outcome.events;
        for (const [what, count] of outcome.counts) counts[what] = (counts[what] ?? 0) + count;
        if (outcome.violation !== undefined) failures.push({ seed, invariant: outcome.violation.invariant, text: outcome.violation.text });
        await turnOfTheLoop();
        const stray = strays.shift();
        if (stray !== undefined) failures.push({ seed, invariant: 'no rejection is left alone', text: stray });
        if (performance.now() - toldMs < progressEveryMs) continue;
        toldMs = performance.now();
        onProgress({ seeds, events, counts, failures });
      }
      return { seeds, events, counts, failures };
    },
    explain: (seed) => showFailure(planOf(seed), derivedKeys),
  };
}

/** Timers, messages to this thread and rejections that nobody handled have their turn. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
