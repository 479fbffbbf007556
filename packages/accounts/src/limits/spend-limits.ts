/** The generic cell rate algorithm itself: what a limit's theoretical arrival time says, and what it becomes. Stores keep the times. */
import type { Seconds } from '@gemel/protocol';
import type { Limit, LimitAnswer } from './limit-store.ts';

export interface Spent {
  readonly answer: LimitAnswer;
  /** The theoretical arrival times, in the limits' order; to be written where anything changed. */
  readonly times: readonly Seconds[];
  readonly hasChanged: boolean;
}

/** @param times theoretical arrival time of each limit, 0 for a key not seen before */
export function spendLimits(limits: readonly Limit[], times: readonly Seconds[], now: Seconds): Spent {
  // Nobody can have taken more than everything: a clock that was set back holds nobody off for longer than one interval (F12).
  const taken = limits.map(({ interval, burst }, index) => Math.min(times[index] ?? 0, now + burst * interval));
  const next = limits.map(({ interval }, index) => Math.max(taken[index] ?? 0, now) + interval);
  const waitFor = Math.max(0, ...limits.map(({ interval, burst }, index) => (next[index] ?? 0) - burst * interval - now));
  if (waitFor <= TOLERANCE) return { answer: { isAllowed: true }, times: next, hasChanged: true };
  return { answer: { isAllowed: false, waitFor }, times: taken, hasChanged: taken.some((time, index) => time !== times[index]) };
}

/** Seconds by which sums of many times since 1970 are off: each of some hundreds by a quarter of a microsecond. */
const TOLERANCE: Seconds = 1e-3;
