/** Times as programs read them. */
import type { Seconds } from '@gemel/protocol';

/** For the `datetime` attribute. */
export function machineTime(time: Seconds): string {
  return new Date(time * 1000).toISOString();
}
