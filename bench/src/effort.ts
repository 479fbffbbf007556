/** How long the benchmark may take: the full run, a quick look, or the few rounds of its own smoke test. */

export interface Effort {
  /** Interleaved rounds of an in-process table. */
  readonly rounds: number;
  /** Wall time that one contender gets in one round. */
  readonly roundMs: number;
  /** Wall time that a contender runs unmeasured at first, until its code is optimised. */
  readonly warmUpMs: number;
  /** Sizes of the token population in the warm table. */
  readonly tokenCounts: readonly number[];
  readonly sessionCount: number;
  readonly http: { readonly rounds: number; readonly requestsPerRound: number; readonly connections: number };
}

export const efforts: Readonly<Record<'full' | 'quick' | 'smoke', Effort>> = {
  full: {
    rounds: 60,
    roundMs: 30,
    warmUpMs: 1500,
    tokenCounts: [1000, 50_000],
    sessionCount: 1000,
    http: { rounds: 24, requestsPerRound: 8000, connections: 50 },
  },
  quick: {
    rounds: 15,
    roundMs: 20,
    warmUpMs: 700,
    tokenCounts: [1000],
    sessionCount: 1000,
    http: { rounds: 5, requestsPerRound: 5000, connections: 50 },
  },
  smoke: {
    rounds: 2,
    roundMs: 2,
    warmUpMs: 2,
    tokenCounts: [20],
    sessionCount: 20,
    http: { rounds: 1, requestsPerRound: 100, connections: 5 },
  },
};
