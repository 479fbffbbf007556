/** What an error says of itself: the table's summary. */
import type { ErrorCode } from './error-code.ts';
import { errorTable } from './error-table.ts';

export function messageOf(code: ErrorCode): string {
  return errorTable[code].summary;
}
