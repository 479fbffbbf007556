/** Reads what a script returned; anything that it cannot have returned is a fault. */
import { GemelError } from '@gemel/protocol';

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected();
}

/** A client may be set to give bytes instead of text. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  throw unexpected();
}

export function asNumber(value: unknown): number {
  const text = asText(value);
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) throw unexpected();
  return number;
}

export function asTexts(value: unknown): readonly string[] {
  return asList(value).map(asText);
}

/** Returns the value of a JSON text that Gemel wrote. */
export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unexpected();
  }
}

export function unexpected(): GemelError {
  return new GemelError('store_unavailable', { reason: 'Redis holds something that Gemel did not write' });
}
