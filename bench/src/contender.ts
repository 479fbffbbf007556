/** One of the things that are measured beside each other. */

export interface Contender {
  readonly name: string;
  /** Does the work `count` times. Throws where a result is not the one that is right, so that nothing is measured that does not work. */
  readonly run: (count: number) => void | Promise<void>;
}

/** What was measured of a contender: one number per round, in microseconds per operation. */
export interface Measurement {
  readonly name: string;
  /** User and system time of the whole process: thread pool and garbage collection included. */
  readonly cpuUs: readonly number[];
  readonly wallUs: readonly number[];
}
