/** Runs one experiment: hands it what it needs, and sees to it that nothing it started is left. */
import type { Experiment, Outcome, Parameter, ParameterValues, Size, Trial } from '../experiments/experiment.ts';
import type { LivePicture } from '../experiments/live-picture.ts';
import type { FleetPool, LentFleet } from '../fleet/fleet-pool.ts';
import { type Fleet, type FleetPlace, type FleetPlan, startFleet } from '../fleet/start-fleet.ts';
import type { Scheme } from '../schemes/scheme.ts';

export interface RunPlan {
  readonly schemes: readonly Scheme[];
  readonly values: ParameterValues;
  readonly place: FleetPlace;
  /** Where fleets come from that others have used before; without it every one is new, and stopped at once. */
  readonly pool?: FleetPool;
  /** Of a run beside others; called once, when its fleets have been started. */
  readonly othersReady?: () => Promise<void>;
  readonly signal: AbortSignal;
  onProgress(done: number, what: string): void;
  /** Absent where nobody looks on. */
  onShow?(picture: LivePicture): void;
}

export interface Finished {
  readonly experimentId: string;
  readonly values: ParameterValues;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** @throws what the experiment throws; the signal's reason where it was stopped */
export async function runExperiment(experiment: Experiment, plan: RunPlan): Promise<Finished> {
  const began = performance.now();
  const fleets = new Set<Fleet>();
  const trial: Trial = {
    schemes: plan.schemes,
    storeKind: plan.place.storeKind,
    signal: plan.signal,
    values: (name) => plan.values[name] ?? [],
    value: (name) => plan.values[name]?.[0] ?? Number.NaN,
    othersReady: plan.othersReady ?? (() => Promise.resolve()),
    progress(done, what) {
      plan.signal.throwIfAborted();
      plan.onProgress(Math.min(1, done), what);
    },
    show: (picture) => plan.onShow?.(picture),
    async startFleet(scheme, fleetPlan) {
      plan.signal.throwIfAborted();
      const { fleet, giveBack } = await lendFleet(plan, scheme, fleetPlan);
      fleets.add(fleet);
      const stop = async (): Promise<void> => {
        if (fleets.delete(fleet)) await giveBack();
      };
      return { ...fleet, stop };
    },
  };
  try {
    const outcome = await untilStopped(experiment.run(trial), plan.signal);
    return { experimentId: experiment.id, values: plan.values, seconds: (performance.now() - began) / 1000, outcome };
  } finally {
    await Promise.all([...fleets].map((fleet) => fleet.stop()));
  }
}

async function lendFleet({ pool, place }: RunPlan, scheme: Scheme, plan: FleetPlan): Promise<LentFleet> {
  if (pool !== undefined) return pool.take(scheme, plan);
  const fleet = await startFleet(scheme, plan, place);
  return { fleet, giveBack: () => fleet.stop() };
}

/** Rejects as soon as the run is to stop: what it still waits for is taken from under it. */
function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(asError(signal.reason)), { once: true });
  });
  work.catch(() => undefined); // what it rejects with after it was stopped is of no interest
  return Promise.race([work, stopped]);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

export function defaultValues(experiment: Experiment, size: Size): ParameterValues {
  return Object.fromEntries(experiment.parameters.map((parameter) => [parameter.name, parameter[size]]));
}

/** What somebody asked for, where it can be had; else what is usual. Out of range counts as the nearest that is in it. */
export function readValues(experiment: Experiment, asked: Readonly<Record<string, string>>, size: Size): ParameterValues {
  return Object.fromEntries(
    experiment.parameters.map((parameter) => [parameter.name, readOne(parameter, asked[parameter.name]) ?? parameter[size]]),
  );
}

function readOne({ isList, least, most }: Parameter, text: string | undefined): readonly number[] | undefined {
  const numbers = (text ?? '')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map(Number);
  const usable = numbers.filter(Number.isFinite).map((number) => Math.min(most, Math.max(least, number)));
  if (usable.length === 0) return undefined;
  return isList ? [...new Set(usable)].slice(0, 8).toSorted((left, right) => left - right) : usable.slice(0, 1);
}
