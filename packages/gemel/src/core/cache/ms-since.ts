/** How long ago a read was sent, by the stricter of this machine's clocks: the monotonic one may have stood still while the machine slept. */
import type { Clock } from '@gemel/protocol';
import type { Sending } from '@gemel/verifier';

/** Returns milliseconds; infinite where the wall clock is behind the sending, since then nothing is known of the time between. */
export function msSince(sent: Sending, clock: Clock): number {
  const wallMs = clock.wallMs() - sent.wallMs;
  return wallMs < 0 ? Number.POSITIVE_INFINITY : Math.max(wallMs, clock.monotonicMs() - sent.monotonicMs);
}
