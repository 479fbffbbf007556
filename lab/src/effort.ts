/** How much the lab measures: enough to be believed by hand, or as little as its own test needs. */

export interface Effort {
  /** Requests over which store commands are counted. */
  readonly requests: number;
  /** Sign-outs that are timed. */
  readonly signOuts: number;
  /** Milliseconds after which a credential that still works is reported as one that still works. */
  readonly patienceMs: number;
  /** Gemel's `maxStaleness`, in seconds: its default, or shorter so that a test need not wait for it. */
  readonly maxStaleness: number;
}

export const efforts: Readonly<Record<'full' | 'smoke', Effort>> = {
  full: { requests: 500, signOuts: 20, patienceMs: 1500, maxStaleness: 5 },
  smoke: { requests: 20, signOuts: 3, patienceMs: 200, maxStaleness: 1 },
};
