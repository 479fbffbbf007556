/** How long a session that ended because a change to it was lost stays in the log. */
import type { Seconds } from '@gemel/protocol';

/** Covers the tolerance of clocks by which a credential is judged. */
const MARGIN: Seconds = 60;

/**
 * Returns the `until` of the entry that ends it: no credential outlives the overall deadline, and tokens of the lost
 * generation may have been issued long after the floor that tells of it was written.
 */
export function untilOfLostChange(floorUntil: Seconds, overallDeadline: Seconds): Seconds {
  return Math.max(floorUntil, overallDeadline + MARGIN);
}
