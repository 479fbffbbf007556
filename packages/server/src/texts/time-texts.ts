/** How a language spells times. */
import type { Seconds } from '@gemel/protocol';

export interface TimeTexts {
  /** Such as "5 minutes ago". */
  readonly relative: (time: Seconds, now: Seconds) => string;
  /** Such as "5 minutes", rounded to one unit. */
  readonly duration: (duration: Seconds) => string;
  /** Day, time of day and zone. */
  readonly date: (time: Seconds) => string;
}
