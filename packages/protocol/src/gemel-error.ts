/** The one error class: a code of the table, and facts for the log in `cause`; never a credential. */
import { messageOf } from '#error-message';
import { type ErrorCode, faultCodes } from './error-code.ts';

/** Its status and how it is told outside stand in `errorTable`, which is left to those who tell it: a bundle that only checks need not hold it. */
export class GemelError extends Error {
  override readonly name = 'GemelError';
  readonly code: ErrorCode;

  /**
   * @param code a code of the table; the message is the table's summary, in a bundle for browsers the code.
   * @param cause what the log should know: a caught error, or facts. Never a credential.
   */
  constructor(code: ErrorCode, cause?: unknown) {
    super(messageOf(code), cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** True where the caller's credential or request is bad; false where we or a dependency failed. */
  get isRefusal(): boolean {
    return !faultCodes.has(this.code);
  }
}

/** Returns the error itself when it is a `GemelError`, and an `internal` (or the given) fault around it otherwise. */
export function toGemelError(error: unknown, otherwise: ErrorCode = 'internal'): GemelError {
  return error instanceof GemelError ? error : new GemelError(otherwise, error);
}
