/** One-time things in PostgreSQL; one statement uses each up. */
import type { Seconds } from '@gemel/protocol';
import { type PostgresConnection, type PostgresStatement, toStoredText } from 'gemel/stores/postgres';
import type { ChallengeRecord, ChallengeStore } from '../../challenges/challenge-store.ts';
import { challengeValues, readChallengeRow, readChallengeRows } from '../challenge-row.ts';
import { readNumber } from '../row.ts';
import {
  DELETE_CHALLENGES,
  FIND_CHALLENGE,
  LIST_CHALLENGES,
  LOCK_ACCOUNT,
  PUT_CHALLENGE,
  REMOVE_CHALLENGES,
  TAKE_CHALLENGE,
  TRY_CHALLENGE,
} from './part-statements.ts';

export function createPostgresChallenges(connection: PostgresConnection): ChallengeStore {
  const one =
    (statement: PostgresStatement) =>
    async (idHash: string, purpose: string, now: Seconds): Promise<ChallengeRecord | undefined> => {
      const [row] = (await connection.run(statement, [idHash, purpose, now])).value;
      return row === undefined ? undefined : readChallengeRow(row);
    };
  return {
    async put(record, { isOnly = false } = {}) {
      const values = [...challengeValues(record), String(isOnly)];
      if (!isOnly || record.account === null) return void (await connection.run(PUT_CHALLENGE, values));
      const account = toStoredText(record.account);
      await connection.transact(async (run) => {
        await run(LOCK_ACCOUNT, [account]);
        await run(PUT_CHALLENGE, values);
      });
    },
    find: one(FIND_CHALLENGE),
    take: one(TAKE_CHALLENGE),
    tryOnce: one(TRY_CHALLENGE),
    async listOf(account, now) {
      return readChallengeRows((await connection.run(LIST_CHALLENGES, [toStoredText(account), now])).value);
    },
    async removeOf(account, purpose) {
      return readNumber((await connection.run(REMOVE_CHALLENGES, [toStoredText(account), purpose ?? null])).value[0], 'changed');
    },
    async deleteExpired(before) {
      return readNumber((await connection.run(DELETE_CHALLENGES, [before])).value[0], 'changed');
    },
  };
}
