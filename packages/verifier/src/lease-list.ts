/** One lease for each partition of the log: what counts for a credential is that of its session's partition and that of the keys'. */
import { type Clock, partitionOf } from '@gemel/protocol';
import { createLease, type Lease } from './lease.ts';
import type { Sending } from './view.ts';

export interface LeaseList {
  /** How many partitions there are. */
  readonly size: number;
  /** Becomes a list of `size` leases; those of before are over where there were more or fewer. */
  resize(size: number): void;
  /** Renews all but those of the partitions that are named. */
  renew(sending: Sending, lengthMs: number, except: ReadonlySet<number>): void;
  end(): void;
  /** Whether the leases that count for this session stand; without a `sid`: all of them. */
  standAt(monotonicMs: number, sid?: string): boolean;
  /** Milliseconds left of the one that ends first. */
  leftMsAt(monotonicMs: number): number;
  /** How many stand. */
  standingAt(monotonicMs: number): number;
}

/** Retirements of keys are written there, and whatever else is about no session. */
const keysPartition = 0;

export function createLeaseList(clock: Clock): LeaseList {
  const keysLease = createLease(clock);
  let leases: readonly Lease[] = [keysLease];

  const end = (): void => {
    for (const lease of leases) lease.end();
  };

  return {
    get size() {
      return leases.length;
    },
    resize(size) {
      if (size === leases.length) return;
      end();
      leases = Array.from({ length: size }, (_, partition) => (partition === keysPartition ? keysLease : createLease(clock)));
    },
    renew(sending, lengthMs, except) {
      for (const [partition, lease] of leases.entries()) if (!except.has(partition)) lease.renew(sending, lengthMs);
    },
    end,
    standAt(monotonicMs, sid) {
      if (!keysLease.standsAt(monotonicMs)) return false;
      if (leases.length === 1) return true;
      if (sid === undefined) return leases.every((lease) => lease.standsAt(monotonicMs));
      return leases[partitionOf(sid, leases.length)]?.standsAt(monotonicMs) === true;
    },
    leftMsAt: (monotonicMs) => Math.min(...leases.map((lease) => lease.leftMsAt(monotonicMs))),
    standingAt: (monotonicMs) => leases.filter((lease) => lease.standsAt(monotonicMs)).length,
  };
}
