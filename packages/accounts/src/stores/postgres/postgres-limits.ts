/** Rate limits in PostgreSQL: the rows are locked in one order, judged and written in one transaction. */
import { type PostgresConnection, toStoredText } from 'gemel/stores/postgres';
import type { LimitStore } from '../../limits/limit-store.ts';
import { spendLimits } from '../../limits/spend-limits.ts';
import { readNumber, readText } from '../row.ts';
import { DELETE_LIMITS, FORGET_LIMITS, LOCK_LIMITS, REFUND_LIMITS, WRITE_LIMITS } from './part-statements.ts';

export function createPostgresLimits(connection: PostgresConnection): LimitStore {
  return {
    async spend(limits, now) {
      const names = limits.map(({ key }) => toStoredText(key));
      const { value } = await connection.transact(async (run) => {
        const held = new Map((await run(LOCK_LIMITS, [names])).map((row) => [readText(row, 'key'), readNumber(row, 'due_at')]));
        const { answer, times, hasChanged } = spendLimits(
          limits,
          names.map((name) => held.get(name) ?? 0),
          now,
        );
        if (hasChanged) await run(WRITE_LIMITS, [names, [...times]]);
        return answer;
      });
      return value;
    },
    async refund(limits) {
      await connection.run(REFUND_LIMITS, [limits.map(({ key }) => toStoredText(key)), limits.map(({ interval }) => interval)]);
    },
    async forget(keys) {
      await connection.run(FORGET_LIMITS, [keys.map(toStoredText)]);
    },
    async deleteIdle(before) {
      return readNumber((await connection.run(DELETE_LIMITS, [before])).value[0], 'changed');
    },
  };
}
