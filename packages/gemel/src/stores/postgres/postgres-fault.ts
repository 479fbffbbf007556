/** Turns what the driver or PostgreSQL says into a fault of the store, with a cause that holds no value and no credential. */
import { GemelError } from '@gemel/protocol';

/** SQLSTATEs that an operator can do something about. */
const reasons: Readonly<Record<string, string>> = {
  '25006': 'The database is read-only, as a standby is: let the pool lead to the primary.',
  '26000': 'The connection does not know its prepared statements: behind a pooler, give the store prepare: false.',
  '28000': 'PostgreSQL does not let this role in.',
  '28P01': 'PostgreSQL does not accept the password.',
  '3D000': 'There is no such database.',
  '40001': 'The change met others, again and again.',
  '40P01': 'The change met others, again and again.',
  '42501': 'The role lacks a privilege.',
  '42P01': 'A table is missing in the schema that the connection looks into (search_path).',
  '42P05': 'The connection holds the prepared statements of another: behind a pooler, give the store prepare: false.',
  '53100': 'The disk is full.',
  '53200': 'PostgreSQL is out of memory.',
  '53300': 'PostgreSQL has no connection left.',
  '55000': 'A standby answered: let the pool lead to the primary.',
  '55P03': 'A lock was not to be had in time (lock_timeout).',
  '57014': 'PostgreSQL cancelled the statement (statement_timeout, or an operator).',
  '57P01': 'PostgreSQL ended the connection.',
  '57P02': 'PostgreSQL has crashed and is coming back.',
  '57P03': 'PostgreSQL is starting up or shutting down.',
};

/** What a log should know of an error: PostgreSQL's SQLSTATE or the operating system's code, and what it means. */
export interface PostgresFaultCause {
  readonly code: string | undefined;
  readonly reason: string;
}

/** Returns a `GemelError` as it is, and `store_unavailable` for anything else. */
export function postgresFault(error: unknown): GemelError {
  if (error instanceof GemelError) return error;
  const code = codeOf(error);
  const known = code === undefined ? undefined : reasons[code];
  const cause: PostgresFaultCause = { code, reason: known ?? 'PostgreSQL or the connection to it failed.' };
  return new GemelError('store_unavailable', cause);
}

/** The SQLSTATE where PostgreSQL itself answered; undefined where the connection is what failed. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^[0-9A-Z_]{1,32}$/.test(code) ? code : undefined;
}
