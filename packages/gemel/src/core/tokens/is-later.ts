/** A token must not be of a later time than the check that permitted it, where this node reckons with a time that may be ahead. */
import type { Seconds } from '@gemel/protocol';

/** Whether a token of the one time would say that it was issued after the other: tokens tell whole seconds. */
export function isLater(one: Seconds, other: Seconds): boolean {
  return Math.floor(one) > Math.floor(other);
}
