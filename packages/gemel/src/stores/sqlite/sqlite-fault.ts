/** Turns what a driver throws into a fault of the store, with a cause that names no value. */
import { GemelError } from '@gemel/protocol';

/** Primary result codes (https://www.sqlite.org/rescode.html) that an operator can do something about. */
const reasons: Readonly<Record<number, string>> = {
  5: 'The database is busy: another process holds its lock.',
  6: 'The database is locked by this connection.',
  8: 'The database is read-only: check the owner and mode of the file and its folder.',
  10: 'The disk failed to read or write.',
  11: 'The database file is damaged: restore a backup.',
  13: 'The disk or the database is full.',
  14: 'The database file cannot be opened: check its path, owner and mode.',
  26: 'The file is not a SQLite database.',
};

/** What a log should know of a driver's error: SQLite's result code, and what it means. */
export interface SqliteFaultCause {
  readonly resultCode: number | undefined;
  readonly reason: string;
}

/** Returns a `GemelError` as it is, and `store_unavailable` for anything else. */
export function sqliteFault(error: unknown): GemelError {
  if (error instanceof GemelError) return error;
  const resultCode = resultCodeOf(error);
  const known = resultCode === undefined ? undefined : reasons[resultCode & 0xff];
  const cause: SqliteFaultCause = { resultCode, reason: known ?? (error instanceof Error ? error.message : 'The driver failed.') };
  return new GemelError('store_unavailable', cause);
}

/** node:sqlite says `errcode`, libsql `rawCode`. */
function resultCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code: unknown = Reflect.get(error, 'errcode') ?? Reflect.get(error, 'rawCode');
  return typeof code === 'number' ? code : undefined;
}
