/** Puts every scheme to the same trial, one after the other or, where most of it is waiting, all at once. */
import os from 'node:os';
import type { Fleet, FleetPlan } from '../fleet/start-fleet.ts';
import type { Trial } from './experiment.ts';

export type ByScheme<T> = ReadonlyMap<string, T>;

/** Tries one scheme, on its fleet, and says how much of that is behind it (0 to 1). */
type TryScheme<T> = (fleet: Fleet, report: (part: number, what: string) => void) => Promise<T>;

/** How much of the whole the starting of fleets is taken for. */
const startShare = 0.4;

/** One after the other, so that nobody takes another's processor. */
export async function eachScheme<T>(trial: Trial, plan: FleetPlan, run: TryScheme<T>): Promise<ByScheme<T>> {
  const fleets = await startAll(trial, plan);
  const results = new Map<string, T>();
  for (const [index, fleet] of fleets.entries()) {
    const report = (part: number, what: string): void =>
      trial.progress(startShare + ((1 - startShare) * (index + part)) / fleets.length, `${fleet.scheme.title}: ${what}`);
    results.set(fleet.scheme.id, await run(fleet, report));
    await fleet.stop();
  }
  return results;
}

/** All at once: for what waits and does not compute. */
export async function allSchemes<T>(trial: Trial, plan: FleetPlan, run: TryScheme<T>): Promise<ByScheme<T>> {
  const fleets = await startAll(trial, plan);
  await trial.othersReady();
  const parts = new Map(fleets.map(({ scheme }) => [scheme.id, 0]));
  const results = await Promise.all(
    fleets.map(async (fleet) => {
      const { id, title } = fleet.scheme;
      const report = (part: number, what: string): void => {
        parts.set(id, part);
        const sum = [...parts.values()].reduce((total, one) => total + one, 0);
        trial.progress(startShare + ((1 - startShare) * sum) / fleets.length, `${title}: ${what}`);
      };
      const result = await run(fleet, report);
      await fleet.stop();
      report(1, 'done');
      return [id, result] as const;
    }),
  );
  return new Map(results);
}

async function startAll(trial: Trial, plan: FleetPlan): Promise<readonly Fleet[]> {
  let started = 0;
  trial.progress(0, 'nodes start');
  return fewAtOnce(trial.schemes, async (scheme) => {
    const fleet = await trial.startFleet(scheme, plan);
    trial.progress((startShare * ++started) / trial.schemes.length, `${scheme.title} is ready`);
    return fleet;
  });
}

/** Does the same with each, so many at once as this machine has cores: for what computes, such as starting processes. In the order given. */
export async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<T, R>();
  const left = items.values();
  const workOff = async (): Promise<void> => {
    for (const item of left) results.set(item, await work(item));
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, workOff));
  return items.flatMap((item) => (results.has(item) ? [results.get(item) as R] : [])); // it has been set, whatever it is
}

/** A row's cells, made from what was found of each scheme. */
export function cellsOf<T, C>(found: ByScheme<T>, cell: (value: T, schemeId: string) => C): Readonly<Record<string, C>> {
  return Object.fromEntries([...found].map(([id, value]) => [id, cell(value, id)]));
}
