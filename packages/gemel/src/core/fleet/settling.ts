/** How long an epoch of the log has been there: in a young one what a failover has lost may not have been announced again yet. */
import { type GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { LogPage } from '../ports/session-store.ts';
import type { Registration } from './registration.ts';

export interface Settling {
  /**
   * Seconds until whoever reads this page may trust its epoch; 0 where it is known to have been there for the bound. A node that has just
   * started has no earlier epoch to compare with, so the fleet's store remembers which one was settled.
   */
  settlesIn(page: Pick<LogPage, 'epoch' | 'entries' | 'hasMore'>): Seconds;
}

export interface SettlingParts {
  readonly fleet: Pick<FleetStore, 'settle'>;
  readonly registration: Pick<Registration, 'settledEpoch' | 'maxStaleness' | 'fleetMaxStaleness'>;
  readonly clock: Runtime['clock'];
  readonly onFault: (error: GemelError) => void;
}

export function createSettling({ fleet, registration, clock, onFault }: SettlingParts): Settling {
  let settled: string | undefined;
  let young: { readonly epoch: string; readonly seenMs: number } | undefined;

  /** Nobody waits for it: where it fails the epoch is trusted here all the same, and the fleet is told after a later read. */
  const settle = (epoch: string): Seconds => {
    settled = epoch;
    fleet.settle(epoch).catch((error: unknown) => {
      if (settled === epoch) settled = undefined;
      onFault(toGemelError(error, 'store_unavailable'));
    });
    return 0;
  };

  return {
    settlesIn({ epoch, entries, hasMore }) {
      if (epoch === settled) return 0;
      if (epoch === registration.settledEpoch) settled = epoch;
      if (epoch === settled) return 0;
      const isNewStore = registration.settledEpoch === undefined && entries.length === 0 && !hasMore;
      if (isNewStore) return settle(epoch);
      if (young?.epoch !== epoch) young = { epoch, seenMs: clock.monotonicMs() };
      const bound = Math.max(registration.maxStaleness, registration.fleetMaxStaleness);
      const left = young.seenMs / 1000 + bound - clock.monotonicMs() / 1000;
      return left > 0 ? left : settle(epoch);
    },
  };
}
