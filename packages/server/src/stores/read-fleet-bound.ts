/** Asks for the bound that is stored for the fleet. */
import { defaults, type FleetStore } from 'gemel';
import type { Configuration } from '../configuration/configuration.ts';

/** Seconds. Asks as a node of this configuration does, by a registration that has run out when it is made; where no bound was stored, its own is. */
export async function readFleetBound(fleet: FleetStore, { freshness }: Pick<Configuration, 'freshness'>): Promise<number> {
  const id = 'gemel-command';
  const { maxStaleness = defaults.freshness.maxStaleness } = freshness;
  const { value } = await fleet.register({ id, maxStaleness, acceptsStale: false }, 0);
  await fleet.unregister(id);
  return value.maxStaleness;
}
