/** Reads the columns of a row, whatever driver it comes from; each throws `GemelError` `store_unavailable` where the store did not write it. */
import { GemelError, type JsonValue } from '@gemel/protocol';

/** Drivers give large or exact numbers as text. */
const NUMERIC = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

export function readNumber(row: unknown, column: string): number {
  const value = columnOf(row, column);
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || (typeof value === 'string' && NUMERIC.test(value))) return Number(value);
  throw unexpected(column);
}

export function readNullableNumber(row: unknown, column: string): number | null {
  return columnOf(row, column) === null ? null : readNumber(row, column);
}

export function readText(row: unknown, column: string): string {
  const value = columnOf(row, column);
  if (typeof value !== 'string') throw unexpected(column);
  return value;
}

export function readNullableText(row: unknown, column: string): string | null {
  return columnOf(row, column) === null ? null : readText(row, column);
}

export function readList(row: unknown, column: string): readonly string[] {
  const list = readJson(row, column);
  if (!Array.isArray(list) || !list.every((one): one is string => typeof one === 'string')) throw unexpected(column);
  return list;
}

export function readJson(row: unknown, column: string): JsonValue {
  try {
    return JSON.parse(readText(row, column)) as JsonValue; // JSON.parse yields nothing else
  } catch {
    throw unexpected(column);
  }
}

export function unexpected(column: string): GemelError {
  return new GemelError('store_unavailable', `The database holds something unexpected in column ${column}.`);
}

function columnOf(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}
