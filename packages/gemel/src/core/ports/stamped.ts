/** Every answer of a store comes with its engine's time. */
import type { Seconds } from '@gemel/protocol';

/** An answer, and the engine's time at which it was true. */
export interface Stamped<T> {
  readonly value: T;
  /** Seconds since 1970 by the engine's clock, with fractions. */
  readonly now: Seconds;
}

/** The answer to a change. */
export interface Committed<T> extends Stamped<T> {
  /** True where a second machine is known to hold the change, so that no failover can lose it. */
  readonly isReplicated: boolean;
}

/** An answer that may come from a copy of the data. */
export interface Found<T> extends Stamped<T> {
  /** True where a replica answered: it covers what was asked for, may be behind in all else, and `now` is not to be relied on. */
  readonly isCopy?: boolean;
}
