/** A judge of JSON Schema that shares nothing with what made the schemas; it knows the keywords of our document and refuses every other. */

type Schema = Readonly<Record<string, unknown>>;
type Judge = (value: unknown, at: string, given: never, schema: Schema, resolve: Resolve) => string | undefined;

/** Returns what a reference names. */
export type Resolve = (reference: string) => Schema;

/** Returns what is wrong with a value, and where; undefined where nothing is. @throws Error for a keyword that it does not know */
export function findSchemaProblem(value: unknown, schema: Schema, resolve: Resolve, at = '$'): string | undefined {
  for (const [keyword, given] of Object.entries(schema)) {
    const judge = judges[keyword];
    if (judge === undefined) throw new Error(`the judge does not know ${keyword}`);
    const problem = judge(value, at, given as never, schema, resolve);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return typeof value === 'number' && Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
};

const note = (): undefined => undefined;

/** Problems of a number that is too small or too large. */
const within =
  (measure: (value: unknown) => number | undefined, isRight: (size: number, bound: number) => boolean, what: string): Judge =>
  (value, at, bound) => {
    const size = measure(value);
    return size === undefined || isRight(size, bound) ? undefined : `${at} is ${what} ${String(bound)}`;
  };

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const characters = (value: unknown): number | undefined => (typeof value === 'string' ? [...value].length : undefined);
const members = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);

const judges: Readonly<Record<string, Judge>> = {
  description: note,
  format: note,
  $ref: (value, at, reference: string, _, resolve) => findSchemaProblem(value, resolve(reference), resolve, at),
  type: (value, at, types: string | readonly string[]) =>
    [types].flat().some((type) => typeOf(value).includes(type)) ? undefined : `${at} is no ${String(types)} but ${JSON.stringify(value)}`,
  enum: (value, at, words: readonly unknown[]) =>
    words.includes(value) ? undefined : `${at} is ${JSON.stringify(value)}, which is no word of the list`,
  const: (value, at, word: unknown) => (value === word ? undefined : `${at} is ${JSON.stringify(value)} and not ${JSON.stringify(word)}`),
  pattern: (value, at, pattern: string) =>
    typeof value !== 'string' || new RegExp(pattern, 'u').test(value) ? undefined : `${at} does not match ${pattern}`,
  minimum: within(number, (size, bound) => size >= bound, 'below'),
  maximum: within(number, (size, bound) => size <= bound, 'above'),
  minLength: within(characters, (size, bound) => size >= bound, 'shorter than'),
  maxLength: within(characters, (size, bound) => size <= bound, 'longer than'),
  minItems: within(members, (size, bound) => size >= bound, 'shorter than'),
  maxItems: within(members, (size, bound) => size <= bound, 'longer than'),
  items: (value, at, schema: Schema, _, resolve) =>
    Array.isArray(value) ? first(value.map((one, index) => () => findSchemaProblem(one, schema, resolve, `${at}[${index}]`))) : undefined,
  properties: (value, at, properties: Readonly<Record<string, Schema>>, _, resolve) =>
    isObject(value)
      ? first(
          Object.entries(properties)
            .filter(([name]) => Object.hasOwn(value, name))
            .map(
              ([name, schema]) =>
                () =>
                  findSchemaProblem(value[name], schema, resolve, `${at}.${name}`),
            ),
        )
      : undefined,
  required: (value, at, names: readonly string[]) => {
    const missing = isObject(value) ? names.find((name) => !Object.hasOwn(value, name)) : undefined;
    return missing === undefined ? undefined : `${at}.${missing} is missing`;
  },
  additionalProperties: (value, at, allowed: boolean | Schema, { properties = {} }, resolve) => {
    if (!isObject(value) || allowed === true) return undefined;
    const others = Object.keys(value).filter((name) => !Object.hasOwn(properties as object, name));
    if (allowed === false) return others.length === 0 ? undefined : `${at}.${others[0]} is in no schema`;
    return first(others.map((name) => () => findSchemaProblem(value[name], allowed, resolve, `${at}.${name}`)));
  },
  propertyNames: (value, at, schema: Schema, _, resolve) =>
    isObject(value) ? first(Object.keys(value).map((name) => () => findSchemaProblem(name, schema, resolve, `${at} (a name)`))) : undefined,
  allOf: (value, at, schemas: readonly Schema[], _, resolve) =>
    first(schemas.map((one) => () => findSchemaProblem(value, one, resolve, at))),
  anyOf: (value, at, schemas: readonly Schema[], _, resolve) => {
    const problems = schemas.map((one) => findSchemaProblem(value, one, resolve, at));
    return problems.includes(undefined) ? undefined : `${at} is none of: ${problems.join('; ')}`;
  },
};

function first(judged: readonly (() => string | undefined)[]): string | undefined {
  for (const judge of judged) {
    const problem = judge();
    if (problem !== undefined) return problem;
  }
  return undefined;
}
