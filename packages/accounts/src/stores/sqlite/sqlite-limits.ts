/** Rate limits in a SQLite file: read, judged and written in a transaction that holds the write lock. */
import { type SqliteConnection, toStoredText } from 'gemel/stores/sqlite';
import type { LimitStore } from '../../limits/limit-store.ts';
import { spendLimits } from '../../limits/spend-limits.ts';
import { readNumber } from '../row.ts';

export function createSqliteLimits(connection: SqliteConnection): LimitStore {
  const find = connection.prepare('SELECT due_at FROM gemel_limit WHERE key = ?');
  const write = connection.prepare(
    'INSERT INTO gemel_limit (key, due_at) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at',
  );
  const giveBack = connection.prepare('UPDATE gemel_limit SET due_at = due_at - ? WHERE key = ?');
  const remove = connection.prepare('DELETE FROM gemel_limit WHERE key = ?');
  const removeIdle = connection.prepare('DELETE FROM gemel_limit WHERE due_at < ?');
  const read = (row: unknown): number => (row === undefined || row === null ? 0 : readNumber(row, 'due_at'));

  return {
    spend: async (limits, now) =>
      connection.write('limit-spend', () => {
        const before = limits.map(({ key }) => read(find.get(toStoredText(key))));
        const { answer, times, hasChanged } = spendLimits(limits, before, now);
        if (hasChanged) limits.forEach(({ key }, index) => write.run(toStoredText(key), times[index] ?? now));
        return answer;
      }),
    refund: async (limits) => {
      connection.write('limit-refund', () => limits.forEach(({ key, interval }) => giveBack.run(interval, toStoredText(key))));
    },
    forget: async (keys) => {
      connection.write('limit-forget', () => keys.forEach((key) => remove.run(toStoredText(key))));
    },
    deleteIdle: async (before) => connection.write('limit-prune', () => Number(removeIdle.run(before).changes)),
  };
}
