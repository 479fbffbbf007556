/** The bound under which leases are granted here, and how long those last that were granted under a longer one. */
import type { Clock, Seconds } from '@gemel/protocol';

export interface GrantedBound {
  readonly now: Seconds;
  /** The longest lease that may still stand. */
  readonly longest: Seconds;
  set(bound: Seconds): void;
}

/** A page that is about to be given may have been made before. */
const marginMs = 1000;

/** @param first is to be replaced before any lease is granted. */
export function createGrantedBound(clock: Clock, first: Seconds): GrantedBound {
  let now = first;
  let isSet = false;
  let former = { bound: 0, untilMs: 0 };

  const longest = (): Seconds => Math.max(now, clock.monotonicMs() < former.untilMs ? former.bound : 0);

  return {
    get now() {
      return now;
    },
    get longest() {
      return longest();
    },
    set(bound) {
      const before = longest();
      if (isSet && bound !== now && bound < before) former = { bound: before, untilMs: clock.monotonicMs() + before * 1000 + marginMs };
      now = bound;
      isSet = true;
    },
  };
}
