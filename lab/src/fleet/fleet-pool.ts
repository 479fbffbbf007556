/** Fleets that serve one experiment after the other: what was started once, and is as it was then, need not be started again. */
import type { Scheme } from '../schemes/scheme.ts';
import { type Fleet, type FleetPlace, type FleetPlan, startFleet } from './start-fleet.ts';

export interface FleetPool {
  /** One that was given back, of the same scheme and plan, or a new one. */
  take(scheme: Scheme, plan: FleetPlan): Promise<LentFleet>;
  /** Stops those that nobody has taken; from now on each that is given back is stopped. */
  close(): Promise<void>;
}

export interface LentFleet {
  readonly fleet: Fleet;
  /** For the next one; a fleet whose nodes, network or store were ill-treated is stopped instead. A network that was slow, and is no longer, is as it was. */
  giveBack(): Promise<void>;
}

export function createFleetPool(place: FleetPlace): FleetPool {
  const idle = new Map<string, readonly Fleet[]>();
  let isClosed = false;

  const lend = (fleet: Fleet, key: string): LentFleet => {
    let isAsItWas = true;
    let isDelayed = false;
    const touching =
      <Args extends readonly unknown[], Result>(act: (...args: Args) => Result): ((...args: Args) => Result) =>
      (...args) => {
        isAsItWas = false;
        return act(...args);
      };
    const network: Fleet['network'] = (act, node, ms = 0) => {
      if (act === 'delay' && node === null) isDelayed = ms > 0;
      else isAsItWas = false;
      return fleet.network(act, node, ms);
    };
    const lent: Fleet = {
      ...fleet,
      store: { ...fleet.store, flush: touching(fleet.store.flush) },
      addNode: touching(fleet.addNode),
      restartNode: touching(fleet.restartNode),
      network,
    };
    return {
      fleet: lent,
      async giveBack() {
        if (!isAsItWas || isDelayed || isClosed) return fleet.stop();
        idle.set(key, [...(idle.get(key) ?? []), fleet]);
      },
    };
  };

  return {
    async take(scheme, plan) {
      const key = keyOf(scheme, plan);
      const [first, ...others] = idle.get(key) ?? [];
      idle.set(key, others);
      return lend(first ?? (await startFleet(scheme, plan, place)), key);
    },
    async close() {
      isClosed = true;
      await Promise.all([...idle.values()].flat().map((fleet) => fleet.stop()));
      idle.clear();
    },
  };
}

/** What only Gemel's nodes are told makes no difference to others. */
function keyOf(scheme: Scheme, { maxStaleness, reuseWindow, ...others }: FleetPlan): string {
  const told = scheme.hasBound ? { maxStaleness, reuseWindow } : {};
  return JSON.stringify([scheme.id, scheme.options, told, Object.entries(others).toSorted(([left], [right]) => (left < right ? -1 : 1))]);
}
