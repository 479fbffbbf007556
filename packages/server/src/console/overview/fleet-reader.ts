/** Asks the store about the fleet for everybody who looks at the overview, and not once for each of them. */
import type { FleetStore, Gemel } from 'gemel';
import type { FleetFacts } from './overview-facts.ts';

/** Milliseconds for which an answer is good. */
const keepMs = 2000;

export function createFleetReader(gemel: Pick<Gemel, 'health'>, fleet: Pick<FleetStore, 'list'>): () => Promise<FleetFacts> {
  let asked: { readonly atMs: number; readonly facts: Promise<FleetFacts> } | undefined;
  const ask = async (): Promise<FleetFacts> => {
    const registered = fleet.list().catch(() => undefined);
    return { health: await gemel.health(), registered: await registered };
  };
  return () => {
    const nowMs = performance.now();
    if (asked === undefined || nowMs - asked.atMs > keepMs) asked = { atMs: nowMs, facts: ask() };
    return asked.facts;
  };
}
