/** Text as every engine can hold it without loss: drivers cut it at NUL, or replace lone surrogates, so that two names could become one. */
import { GemelError } from '@gemel/protocol';

/** Returns the text with control characters, quotes, backslashes and lone surrogates escaped as in JSON; one-to-one. */
export function toStoredText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Stands for everybody where subjects are named: no text is stored so. */
export const EVERYONE = '"';

/** Undoes `toStoredText`. @throws GemelError `store_unavailable` for a text that it cannot have written */
export function fromStoredText(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    throw new GemelError('store_unavailable', 'The database holds a text that Gemel did not write.');
  }
}
