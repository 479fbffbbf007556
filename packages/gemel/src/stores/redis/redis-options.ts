/** The store's options: defaults and checks in one place. */
import { MOST_PARTITIONS, optionsError } from '@gemel/protocol';

export interface RedisStoreOptions {
  /** Begins every key, before the number of the partition: `{gemel:7}:…`. `gemel` by default; letters, digits and `_.-:`. */
  readonly prefix?: string;
  /** Into how many hash slots the sessions are spread, 16 by default, at most 64. Fixed by the first start on this data. */
  readonly partitions?: number;
  /** Milliseconds after which a call that has not been answered is a fault; 5000 by default. */
  readonly timeoutMs?: number;
}

export type ResolvedRedisOptions = Required<RedisStoreOptions>;

/** @throws GemelError `options_invalid` naming everything that is wrong */
export function resolveRedisOptions({ prefix = 'gemel', partitions = 16, timeoutMs = 5000 }: RedisStoreOptions): ResolvedRedisOptions {
  const problems: string[] = [];
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(prefix)) problems.push("prefix: write letters, digits, _, ., - or :, such as 'gemel'");
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > MOST_PARTITIONS) {
    problems.push(`partitions: write a whole number from 1 to ${MOST_PARTITIONS}, such as 16`);
  }
  if (!Number.isFinite(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000) problems.push('timeoutMs: write milliseconds, such as 5000');
  if (problems.length > 0) throw optionsError('createRedisStore', problems);
  return { prefix, partitions, timeoutMs };
}
