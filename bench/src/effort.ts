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
  /** Revocations whose lag is measured. */
  readonly revocations: number;
  readonly http: HttpEffort;
}

export interface HttpEffort {
  readonly connections: number;
  /** Rounds that are not measured, until the servers' code is optimised. */
  readonly warmUpRounds: number;
  readonly rounds: number;
  /** Requests that one contender gets in one round. */
  readonly requestsPerRound: number;
}

export const efforts: Readonly<Record<'full' | 'quick' | 'smoke', Effort>> = {
  full: {
    rounds: 60,
    roundMs: 30,
    warmUpMs: 1500,
    tokenCounts: [1000, 50_000],
    sessionCount: 1000,
    revocations: 400,
    http: { connections: 50, warmUpRounds: 8, rounds: 60, requestsPerRound: 2000 },
  },
  quick: {
    rounds: 15,
    roundMs: 20,
    warmUpMs: 700,
    tokenCounts: [1000],
    sessionCount: 1000,
    revocations: 80,
    http: { connections: 50, warmUpRounds: 6, rounds: 15, requestsPerRound: 1500 },
  },
  smoke: {
    rounds: 2,
    roundMs: 2,
    warmUpMs: 2,
    tokenCounts: [20],
    sessionCount: 20,
    revocations: 3,
    http: { connections: 5, warmUpRounds: 1, rounds: 2, requestsPerRound: 50 },
  },
};
