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
  readonly memory: MemoryEffort;
  readonly http: HttpEffort;
}

export interface MemoryEffort {
  /** Entries of a view, and sessions in the cache, whose memory is measured. */
  readonly entries: number;
  readonly sessions: number;
  /** Live entries of the log that a node starts with. */
  readonly startEntries: number;
  readonly starts: number;
}

export interface HttpEffort {
  readonly connections: number;
  /** Wall time that a server is asked unmeasured at first, until its code is optimised. */
  readonly warmUpMs: number;
  readonly rounds: number;
  /** Wall time that one contender gets in one round, about. */
  readonly roundMs: number;
}

export const efforts: Readonly<Record<'full' | 'quick' | 'smoke', Effort>> = {
  full: {
    rounds: 60,
    roundMs: 20,
    warmUpMs: 600,
    tokenCounts: [1000, 50_000],
    sessionCount: 1000,
    revocations: 400,
    memory: { entries: 1_000_000, sessions: 10_000, startEntries: 100_000, starts: 5 },
    http: { connections: 50, warmUpMs: 1000, rounds: 50, roundMs: 40 },
  },
  quick: {
    rounds: 15,
    roundMs: 20,
    warmUpMs: 700,
    tokenCounts: [1000],
    sessionCount: 1000,
    revocations: 80,
    memory: { entries: 200_000, sessions: 5000, startEntries: 20_000, starts: 3 },
    http: { connections: 50, warmUpMs: 600, rounds: 15, roundMs: 30 },
  },
  smoke: {
    rounds: 2,
    roundMs: 2,
    warmUpMs: 2,
    tokenCounts: [20],
    sessionCount: 20,
    revocations: 3,
    memory: { entries: 2000, sessions: 50, startEntries: 1000, starts: 1 },
    http: { connections: 5, warmUpMs: 2, rounds: 2, roundMs: 2 },
  },
};
