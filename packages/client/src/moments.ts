/** Orders what happens in the tabs of a browser. */

/** Milliseconds since 1970, roughly: never twice the same in a tab, and never before one that it has heard of, whatever the clock does. */
export type Moment = number;

export interface Moments {
  now(): Moment;
  /** Notes a moment of another tab: what happens here from now on is later. */
  hear(moment: Moment): void;
}

export function createMoments(): Moments {
  let last = 0;
  return {
    now: () => (last = Math.max(Date.now(), last + 1)),
    hear: (moment) => void (last = Math.max(last, moment)),
  };
}
