/** One attempt at a time, for all who need the same thing. */
import type { Clock } from '@gemel/protocol';

export interface Attempt<Result> {
  /** Begins the work, or joins it where it is under way. */
  now(): Promise<Result>;
  /** The same, but undefined where the work has ended and was begun less than `coolDownMs` ago. */
  ifDue(coolDownMs: number): Promise<Result> | undefined;
}

/**
 * Work that has been under way for `longestMs` is begun anew: where a request had begun it that was given up, as on the edge, it may never end.
 *
 * @param work is told how to ask whether it still is the attempt that counts.
 */
export function createAttempt<Result>(
  clock: Clock,
  longestMs: number,
  work: (isCurrent: () => boolean) => Promise<Result>,
): Attempt<Result> {
  let underWay: Promise<Result> | undefined;
  let begunMs = Number.NEGATIVE_INFINITY;
  let count = 0;

  function begin(): Promise<Result> {
    begunMs = clock.monotonicMs();
    const mine = ++count;
    const isCurrent = (): boolean => mine === count;
    underWay = work(isCurrent).finally(() => {
      if (isCurrent()) underWay = undefined;
    });
    return underWay;
  }

  const isYoungerThan = (ms: number): boolean => clock.monotonicMs() - begunMs < ms;
  const joined = (): Promise<Result> | undefined => (isYoungerThan(longestMs) ? underWay : undefined);

  return {
    now: () => joined() ?? begin(),
    ifDue: (coolDownMs) => joined() ?? (isYoungerThan(coolDownMs) ? undefined : begin()),
  };
}
