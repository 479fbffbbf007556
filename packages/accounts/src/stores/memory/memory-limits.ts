/** Rate limits in memory: the theoretical arrival time of each key. */
import type { LimitStore } from '../../limits/limit-store.ts';
import { spendLimits } from '../../limits/spend-limits.ts';

export function createMemoryLimits(): LimitStore {
  const times = new Map<string, number>();
  return {
    spend: async (limits, now) => {
      const {
        answer,
        times: next,
        hasChanged,
      } = spendLimits(
        limits,
        limits.map(({ key }) => times.get(key) ?? 0),
        now,
      );
      if (hasChanged) limits.forEach(({ key }, index) => times.set(key, next[index] ?? now));
      return answer;
    },
    refund: async (limits) => {
      for (const { key, interval } of limits) {
        const time = times.get(key);
        if (time !== undefined) times.set(key, time - interval);
      }
    },
    forget: async (keys) => {
      for (const key of keys) times.delete(key);
    },
    deleteIdle: async (before) => {
      const idle = [...times].filter(([, time]) => time < before);
      for (const [key] of idle) times.delete(key);
      return idle.length;
    },
  };
}
