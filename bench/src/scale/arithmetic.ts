/** What follows from how many people there are and what they do, before anything is simulated. */
import type { Costs } from './costs.ts';

/** Per daily user and day. */
export interface Habits {
  readonly signOuts: number;
  readonly stepUpsAndPasswordChanges: number;
  readonly changesOfGrants: number;
  /** Sessions ended by an administrator, by reuse or by "sign out everywhere". */
  readonly revocations: number;
}

export interface Population {
  readonly dailyUsers: number;
  readonly habits: Habits;
  /** The busiest hour beside the mean of the day. */
  readonly peak: number;
}

/** Seconds. */
export interface Durations {
  readonly maxStaleness: number;
  readonly tokenLifetime: number;
  readonly recordMaxAge: number;
  readonly clockTolerance: number;
}

export interface FeedSize {
  readonly entriesPerUserAndDay: number;
  readonly meanPerSecond: number;
  readonly peakPerSecond: number;
  readonly retention: number;
  readonly meanLive: number;
  readonly peakLive: number;
  readonly peakMiB: number;
  readonly peakBytesPerSecond: number;
  readonly snapshotMiB: number;
}

const secondsPerDay = 86_400;
const mebibyte = 2 ** 20;

/** Everybody of the default population signs in once a day; a session that merely expires makes no entry. */
export const hundredMillion: Population = {
  dailyUsers: 100_000_000,
  habits: { signOuts: 0.3, stepUpsAndPasswordChanges: 0.03, changesOfGrants: 0.01, revocations: 0.01 },
  peak: 3,
};

export const defaultDurations: Durations = { maxStaleness: 5, tokenLifetime: 300, recordMaxAge: 300, clockTolerance: 5 };

export function sizeFeed({ dailyUsers, habits, peak }: Population, durations: Durations, costs: Costs): FeedSize {
  const entriesPerUserAndDay = habits.signOuts + habits.stepUpsAndPasswordChanges + habits.changesOfGrants + habits.revocations;
  const meanPerSecond = (dailyUsers * entriesPerUserAndDay) / secondsPerDay;
  const peakPerSecond = meanPerSecond * peak;
  const retention = durations.maxStaleness + Math.max(durations.tokenLifetime, durations.recordMaxAge) + durations.clockTolerance;
  const peakLive = peakPerSecond * retention;
  return {
    entriesPerUserAndDay,
    meanPerSecond,
    peakPerSecond,
    retention,
    meanLive: meanPerSecond * retention,
    peakLive,
    peakMiB: (peakLive * costs.floorBytes) / mebibyte,
    peakBytesPerSecond: peakPerSecond * costs.entryBytes,
    snapshotMiB: (peakLive * costs.entryBytes) / mebibyte,
  };
}
