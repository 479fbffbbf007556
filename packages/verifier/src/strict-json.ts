/** JSON as a token may hold it: one object, no name twice, no name that reaches a prototype. J25 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the object that `text` is, or undefined for any other JSON, a name given twice at any depth, or `__proto__`. */
export function parseStrictObject(text: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return membersOf(value) === membersWrittenIn(text) ? (value as JsonObject) : undefined; // an object that is no array, by the line above
}

/** Members of all objects in a parsed value; NaN where one is named `__proto__`. */
function membersOf(value: object): number {
  const names = Array.isArray(value) ? undefined : Object.keys(value);
  if (names?.includes('__proto__')) return Number.NaN;
  const inners: readonly unknown[] = Object.values(value);
  let count = names?.length ?? 0;
  for (const inner of inners) if (typeof inner === 'object' && inner !== null) count += membersOf(inner);
  return count;
}

const quote = 34;
const backslash = 92;
const colon = 58;

/** In valid JSON each member has exactly one colon outside of strings; so fewer members than colons means that a name came twice. */
function membersWrittenIn(text: string): number {
  let count = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) isInString = !isInString;
    else if (code === backslash) index++;
    else if (code === colon && !isInString) count++;
  }
  return count;
}
