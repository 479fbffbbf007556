/** The last minutes of this node, second by second: what the charts of the overview are drawn from. */
import type { GemelStats } from 'gemel';
import type { Sample } from '../../metrics/exposition.ts';

/** One look at what has been counted since the process began, and at what goes up and down. */
export interface Reading {
  readonly stats: Pick<GemelStats, 'authenticated' | 'refused' | 'records' | 'sessionsStarted' | 'refreshes' | 'feed'>;
  /** Ends of sessions, by reason. */
  readonly revocations: readonly Sample[];
  /** Seconds by which the view may be behind the log. */
  readonly lag: number;
  /** Seconds until trust in the view ends. */
  readonly lease: number;
}

/** What one second held. */
export interface Second {
  readonly signIns: number;
  readonly refreshes: number;
  readonly refusals: number;
  readonly revocations: number;
  readonly hits: number;
  readonly reads: number;
  readonly lag: number;
  readonly lease: number;
}

/** A word and how often it came: in the window, and since the process began. */
export interface CountedWord {
  readonly word: string;
  readonly recent: number;
  readonly total: number;
}

export interface OverviewHistory {
  /** The seconds of the window, oldest first; fewer where the process is younger. */
  seconds(): readonly Second[];
  /** The newest reading. */
  latest(): Reading;
  refusals(): readonly CountedWord[];
  revocations(): readonly CountedWord[];
  /** Calls back after each second. Returns what ends it. */
  onSecond(listener: () => void): () => void;
  stop(): void;
}

/** Seconds that are kept. */
export const historyLength = 180;

export interface OverviewHistoryParts {
  readonly read: () => Reading;
  /** Calls back each second until it is told to stop. */
  readonly every: (act: () => void) => () => void;
}

export function createOverviewHistory({ read, every }: OverviewHistoryParts): OverviewHistory {
  const listeners = new Set<() => void>();
  const seconds: Second[] = [];
  /** Before each of those seconds, and after the last. */
  const readings: Reading[] = [read()];
  const stop = every(() => {
    const [before, now] = [readings.at(-1) ?? read(), read()];
    readings.push(now);
    seconds.push(between(before, now));
    seconds.splice(0, seconds.length - historyLength);
    readings.splice(0, readings.length - historyLength - 1);
    for (const listener of listeners) listener();
  });
  const latest = (): Reading => readings.at(-1) ?? read();
  const first = (): Reading => readings[0] ?? read();

  return {
    seconds: () => seconds,
    latest,
    refusals: () => counted(wordsOfRefusals(first()), wordsOfRefusals(latest())),
    revocations: () => counted(wordsOfRevocations(first()), wordsOfRevocations(latest())),
    onSecond: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop,
  };
}

function between(before: Reading, now: Reading): Second {
  return {
    signIns: now.stats.sessionsStarted - before.stats.sessionsStarted,
    refreshes: now.stats.refreshes - before.stats.refreshes,
    refusals: sum(wordsOfRefusals(now)) - sum(wordsOfRefusals(before)),
    revocations: sum(wordsOfRevocations(now)) - sum(wordsOfRevocations(before)),
    hits: now.stats.records.hits - before.stats.records.hits,
    reads: now.stats.records.reads - before.stats.records.reads,
    lag: now.lag,
    lease: now.lease,
  };
}

type Words = ReadonlyMap<string, number>;

function wordsOfRefusals({ stats }: Reading): Words {
  return new Map(Object.entries(stats.refused));
}

function wordsOfRevocations({ revocations }: Reading): Words {
  return new Map(revocations.map(({ labels, value }) => [labels?.['reason'] ?? '', value]));
}

function sum(words: Words): number {
  return [...words.values()].reduce((total, value) => total + value, 0);
}

/** The most frequent first; words that never came are left out. */
function counted(before: Words, now: Words): readonly CountedWord[] {
  return [...now]
    .map(([word, total]) => ({ word, total, recent: total - (before.get(word) ?? 0) }))
    .filter(({ total }) => total > 0)
    .toSorted((left, right) => right.total - left.total || (left.word < right.word ? -1 : 1));
}
