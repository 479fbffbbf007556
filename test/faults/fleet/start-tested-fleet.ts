/** A fleet that ends with its test. */
import { onTestFinished } from 'vitest';
import { type Fleet, type FleetPlan, startFleet } from './start-fleet.ts';

export async function startTestedFleet(plan: FleetPlan): Promise<Fleet> {
  const fleet = await startFleet(plan);
  onTestFinished(() => fleet.stop());
  return fleet;
}
