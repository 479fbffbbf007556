/** The store's options: defaults and checks in one place. */
import { MOST_PARTITIONS, optionsError } from '@gemel/protocol';

const LONGEST_MS = 600_000;

export interface RedisStoreOptions {
  /** Begins every key, before the number of the partition: `{gemel:7}:…`. `gemel` by default; letters, digits and `_.-:`. */
  readonly prefix?: string;
  /** Into how many hash slots the sessions are spread, 16 by default, at most 64. Fixed by the first start on this data. */
  readonly partitions?: number;
  /**
   * Milliseconds after which a call that has not been answered is a fault; 5000 by default. A master of a cluster that is a tenth of it later
   * than another is silent in that page of the log.
   */
  readonly timeoutMs?: number;
  /** With it, whoever ends a session waits until that many replicas have it, and is told whether they had in time. */
  readonly replication?: { readonly atLeast: number; readonly timeoutMs?: number };
  /** Reads count only when `replication.atLeast` replicas confirm that this is their primary; one that was deposed confirms nothing. */
  readonly fencedReads?: boolean;
}

export interface ResolvedRedisOptions extends Required<Omit<RedisStoreOptions, 'replication'>> {
  readonly replication: { readonly atLeast: number; readonly timeoutMs: number } | undefined;
}

/** @throws GemelError `options_invalid` naming everything that is wrong */
export function resolveRedisOptions(options: RedisStoreOptions): ResolvedRedisOptions {
  const { prefix = 'gemel', partitions = 16, timeoutMs = 5000, fencedReads = false } = options;
  const replication = options.replication && { timeoutMs: 100, ...options.replication };
  const problems: string[] = [];
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(prefix)) problems.push("prefix: write letters, digits, _, ., - or :, such as 'gemel'");
  if (!isWhole(partitions, MOST_PARTITIONS)) problems.push(`partitions: write a whole number from 1 to ${MOST_PARTITIONS}, such as 16`);
  if (!isWhole(timeoutMs, LONGEST_MS)) problems.push('timeoutMs: write milliseconds, such as 5000');
  if (replication !== undefined && !isWhole(replication.atLeast, 100)) {
    problems.push('replication.atLeast: write how many replicas must have a change, such as 1');
  }
  if (replication !== undefined && !isWhole(replication.timeoutMs, timeoutMs)) {
    problems.push('replication.timeoutMs: write milliseconds, fewer than timeoutMs, such as 100');
  }
  if (fencedReads && replication === undefined) problems.push('fencedReads: write replication: { atLeast: 1 } beside it');
  if (problems.length > 0) throw optionsError('createRedisStore', problems);
  return { prefix, partitions, timeoutMs, fencedReads, replication };
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
