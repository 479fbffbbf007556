/** Decides when an unknown `kid` is worth a look into the store, so that neither a flood of them nor one that is long gone costs more than a few. */
import type { Clock } from '@gemel/protocol';
import { createBoundedMap } from '../cache/bounded-map.ts';

export interface UnknownKeys {
  /** Whether to look; a look is counted. False where this `kid` is known to be absent, or too many looks were made lately. J29 */
  takeLook(kid: string): boolean;
  /** A `kid` that a read, sent after it was presented, did not show will never be there: none is used twice, and none can be guessed. */
  noteAbsent(kid: string): void;
}

/** Looks at once, so that keys rotated in quick succession are found; after that one a second. */
const burst = 8;
const refillMs = 1000;
const absentRemembered = 1000;
const longestRemembered = 64;

export function createUnknownKeys(clock: Clock): UnknownKeys {
  const absent = createBoundedMap<true>(absentRemembered);
  let looks = burst;
  let refilledMs = clock.monotonicMs();

  return {
    takeLook(kid) {
      if (absent.get(kid) === true) return false;
      const nowMs = clock.monotonicMs();
      looks = Math.min(burst, looks + (nowMs - refilledMs) / refillMs);
      refilledMs = nowMs;
      if (looks < 1) return false;
      looks -= 1;
      return true;
    },
    noteAbsent(kid) {
      if (kid.length <= longestRemembered) absent.set(kid, true);
    },
  };
}
