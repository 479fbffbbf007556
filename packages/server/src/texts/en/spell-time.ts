/** Times as people say them; in English and UTC, since a page without scripts does not know the visitor's zone. */
import type { Seconds } from '@gemel/protocol';

const minute = 60;
const hour = 3600;
const day = 86_400;

/** Returns such as "just now", "5 minutes ago", "in 2 hours". */
export function spellRelative(time: Seconds, now: Seconds): string {
  const distance = Math.abs(time - now);
  if (distance < 45) return time > now ? 'in a moment' : 'just now';
  const words = spellDuration(distance);
  return time > now ? `in ${words}` : `${words} ago`;
}

/** Returns such as "5 minutes" or "1 day", rounded to one unit. */
export function spellDuration(duration: Seconds): string {
  if (duration < minute) return count(Math.max(1, Math.round(duration)), 'second');
  if (duration < 59.5 * minute) return count(Math.round(duration / minute), 'minute');
  if (duration < 23.5 * hour) return count(Math.round(duration / hour), 'hour');
  return count(Math.round(duration / day), 'day');
}

/** Returns such as "23 November 2026, 14:52 UTC". */
export function spellDate(time: Seconds): string {
  const date = new Date(time * 1000);
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(date).replace(' at ', ', ')} UTC`;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
