/** Reads a moment as people write it on a command line. */
import type { Seconds } from '@gemel/protocol';

const units: Readonly<Record<string, Seconds>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Returns the time of `2026-11-27` (midnight, UTC), of a time of RFC 3339, or of so long ago (`90m`, `24h`, `7d`); undefined for any other text. */
export function parseMoment(text: string, now: Seconds): Seconds | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (units[unit] ?? 0);
  const milliseconds = date.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
