/** The one error class: a code of the table, and facts for the log in `cause`; never a credential. */
import type { ErrorCode } from './error-code.ts';
import { type ErrorRow, errorTable } from './error-table.ts';

export class GemelError extends Error {
  override readonly name = 'GemelError';
  readonly code: ErrorCode;

  /**
   * @param code a code of the table; the message is the table's summary.
   * @param cause what the log should know: a caught error, or facts. Never a credential.
   */
  constructor(code: ErrorCode, cause?: unknown) {
    super(errorTable[code].summary, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  get row(): ErrorRow {
    return errorTable[this.code];
  }

  /** True where the caller's credential or request is bad; false where we or a dependency failed. */
  get isRefusal(): boolean {
    return this.row.status < 500;
  }
}

/** Returns the error itself when it is a `GemelError`, and an `internal` (or the given) fault around it otherwise. */
export function toGemelError(error: unknown, otherwise: ErrorCode = 'internal'): GemelError {
  return error instanceof GemelError ? error : new GemelError(otherwise, error);
}
