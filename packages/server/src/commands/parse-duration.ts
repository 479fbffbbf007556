/** Reads a duration as people write it on a command line. */
import type { Seconds } from '@gemel/protocol';

const units: Readonly<Record<string, Seconds>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Returns the seconds of `90s`, `15m`, `12h` or `90d`; undefined for any other text. */
export function parseDuration(text: string): Seconds | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 0);
}
