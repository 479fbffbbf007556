/** Time as the rest of Gemel receives it; nothing reads a clock that it was not given. */

/** Two clocks of one machine, because each can lie in its own way: one may step, the other may stand still while the machine sleeps. */
export interface Clock {
  /** Milliseconds since some instant; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since 1970, as this machine believes. */
  wallMs(): number;
}
