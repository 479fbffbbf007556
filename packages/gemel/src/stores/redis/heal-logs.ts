/** Brings logs in order that are not as they were left. */
import type { RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { healLogScript } from './scripts/log-scripts.ts';

/** Begins a new epoch in those of the partitions whose log is not sound, or not there. */
export type HealLogs = (partitions: readonly number[]) => Promise<void>;

export function createHealLogs(engine: RedisEngine, names: RedisNames, freshText: () => string): HealLogs {
  return async (partitions) => {
    const heal = (partition: number): Promise<unknown> =>
      engine.run(healLogScript, names.logOf(partition), [freshText(), String(names.partitions)]);
    await Promise.all(partitions.map(heal));
  };
}
