/** A fleet over an engine for the tests of one `describe`, started once and ended with them. */
import { afterAll, beforeAll } from 'vitest';
import type { Place } from './engine-list.ts';
import { type Fleet, type FleetPlan, startFleet } from './start-fleet.ts';

export interface Used<Engine extends Place> {
  readonly engine: Engine;
  readonly fleet: Fleet;
}

/** Returns what gives engine and fleet, from within a test. */
export function useFleet<Engine extends Place>(start: () => Promise<Engine>, plan: Omit<FleetPlan, 'store'> = {}): () => Used<Engine> {
  let engine: Engine | undefined;
  let fleet: Fleet | undefined;
  beforeAll(async () => {
    engine = await start();
    fleet = await startFleet({ ...plan, store: engine.store });
  }, 60_000);
  afterAll(async () => {
    await fleet?.stop();
    await engine?.stop();
  }, 60_000);
  return () => {
    if (engine === undefined || fleet === undefined) throw new Error('the fleet has not been started');
    return { engine, fleet };
  };
}
