/** JSON as a token may hold it: one object, no name twice, no name that reaches a prototype. J25 */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the object that the text is, frozen all through, or undefined for any other text, a name given twice at any depth, or `__proto__`. */
export function parseStrictObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return freezeAndCount(value) === membersWrittenIn(text) ? (value as JsonObject) : undefined; // an object that is no array, by the line above
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
const colon = 58;
/** In JSON only inside of strings. */
const escaped = /\\./g;

/** In valid JSON each member has exactly one colon outside of strings; so fewer members than colons means that a name came twice. */
function membersWrittenIn(json: string): number {
  const plain = json.includes('\\') ? json.replace(escaped, '') : json;
  let count = 0;
  for (let index = 0; index < plain.length; index++) {
    const code = plain.charCodeAt(index);
    if (code === colon) count++;
    if (code === quote) index = plain.indexOf('"', index + 1);
  }
  return count;
}
