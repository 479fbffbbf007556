/** Every answer of a store comes with its engine's time. */
import type { Seconds } from '@gemel/protocol';

/** An answer, and the engine's time at which it was true. */
export interface Stamped<T> {
  readonly value: T;
  /** Seconds since 1970 by the engine's clock, with fractions. */
  readonly now: Seconds;
}
