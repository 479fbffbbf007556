/** Reads what a statement that changes something says of its change. */
import type { Committed } from '../../core/ports/stamped.ts';
import { readNumber, readText } from '../stored-row.ts';
import type { PostgresOutcome } from './postgres-connection.ts';

/** Returns the answer to a change from a row with `now`, `changed` and `is_replicated`. */
export function committedFrom<T>(outcome: PostgresOutcome<readonly unknown[]>, valueOf: (isChanged: boolean) => T): Committed<T> {
  const [row] = outcome.value;
  return { value: valueOf(readNumber(row, 'changed') > 0), now: readNumber(row, 'now'), isReplicated: isReplicated(row, outcome) };
}

/** Whether a standby holds what a transaction wrote, of which this is a row. */
export function isReplicated(row: unknown, { isCutShort }: Pick<PostgresOutcome<unknown>, 'isCutShort'>): boolean {
  return !isCutShort && readText(row, 'is_replicated') === 't';
}
