/** JSON as a token may hold it: UTF-8, one object, no name twice, no name that reaches a prototype. J25 */
import { decodeUtf8 } from '#signature';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the object that the bytes are, frozen all through, or undefined for any other bytes, a name given twice at any depth, or `__proto__`. */
export function parseStrictObject(bytes: Uint8Array): JsonObject | undefined {
  const value = parseJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return freezeAndCount(value) === membersWrittenIn(bytes) ? (value as JsonObject) : undefined; // an object that is no array, by the line above
}

function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns how many members all objects of a parsed value have; NaN where one is named `__proto__`. */
function freezeAndCount(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    for (const inner of elements) if (typeof inner === 'object' && inner !== null) count += freezeAndCount(inner);
  } else {
    const members = value as JsonObject; // parsed from JSON
    for (const name in members) {
      const inner = members[name];
      count += name === '__proto__' ? Number.NaN : 1;
      if (typeof inner === 'object' && inner !== null) count += freezeAndCount(inner);
    }
  }
  Object.freeze(value);
  return count;
}

const quote = 34;
const backslash = 92;
const colon = 58;

/** In valid JSON each member has exactly one colon outside of strings; so fewer members than colons means that a name came twice. */
function membersWrittenIn(bytes: Uint8Array): number {
  let count = 0;
  let isInString = false;
  const { length } = bytes;
  for (let index = 0; index < length; index++) {
    const byte = bytes[index];
    if (byte === quote) isInString = !isInString;
    else if (byte === backslash) index++;
    else if (byte === colon && !isInString) count++;
  }
  return count;
}
