/** Reads the columns of a row, whatever driver it comes from. */
import { GemelError } from '@gemel/protocol';

/** Drivers give large or exact numbers as text. */
const NUMERIC = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

/** @throws GemelError `store_unavailable` where the column is no number */
export function readNumber(row: unknown, column: string): number {
  const value = readColumn(row, column);
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || (typeof value === 'string' && NUMERIC.test(value))) return Number(value);
  throw unexpected(column);
}

/** @throws GemelError `store_unavailable` where the column is no text */
export function readText(row: unknown, column: string): string {
  const value = readColumn(row, column);
  if (typeof value === 'string') return value;
  throw unexpected(column);
}

export function readNullableNumber(row: unknown, column: string): number | null {
  return readColumn(row, column) === null ? null : readNumber(row, column);
}

export function readNullableText(row: unknown, column: string): string | null {
  return readColumn(row, column) === null ? null : readText(row, column);
}

/** Returns what a column of JSON holds. @throws GemelError `store_unavailable` where it is none */
export function readJson(row: unknown, column: string): unknown {
  const text = readText(row, column);
  try {
    return JSON.parse(text);
  } catch {
    throw unexpected(column);
  }
}

function readColumn(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}

function unexpected(column: string): GemelError {
  return new GemelError('store_unavailable', `The database holds something unexpected in column ${column}.`);
}
