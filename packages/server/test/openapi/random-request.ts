/** Requests made up from the document: good, nearly good and bad, with credentials of every kind. */
import fc, { type Arbitrary } from 'fast-check';
import type { JsonSchema, OpenApiDocument } from '../../src/openapi/openapi-document.ts';
import { type DescribedOperation, resolveSchema } from './described-operations.ts';

export const credentials = ['none', 'good', 'lacking', 'garbage', 'cookie', 'other scheme'] as const;

export interface RandomRequest {
  readonly described: DescribedOperation;
  readonly path: string;
  readonly body: { readonly type: string; readonly text: string } | undefined;
  readonly credential: (typeof credentials)[number];
  readonly accept: (typeof accepts)[number];
}

/** A person's browser, a program, and one that says nothing. */
const accepts = ['text/html', 'application/json', '*/*'] as const;

/** What stands for a member of that name, so that some requests come to their end. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

const formType = 'application/x-www-form-urlencoded';

export function randomRequest(
  document: OpenApiDocument,
  operations: readonly DescribedOperation[],
  known: KnownValues,
): Arbitrary<RandomRequest> {
  return fc.constantFrom(...operations).chain((described) => {
    const { operation, path: pattern } = described;
    const parameters = operation.parameters ?? [];
    const inPath = parameters.filter((one) => one.in === 'path');
    const inQuery = parameters.filter((one) => one.in === 'query');
    const named = fc.record(Object.fromEntries(inPath.map(({ name, schema }) => [name, texts(name, schema)])));
    const query = fc.record(Object.fromEntries(inQuery.map(({ name, schema }) => [name, texts(name, schema)])), {
      requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
    });
    const junk = fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      fc.constantFrom('unknown=1', 'limit=1&limit=2', 'email=%FF', '%00=a'),
    );
    const credential = fc.oneof({ weight: 3, arbitrary: fc.constant('good' as const) }, fc.constantFrom(...credentials));
    return fc.record({ named, query, junk, body: bodyOf(described), credential, accept: fc.constantFrom(...accepts) }).map((made) => {
      const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(made.named[name] ?? '') || '-');
      const search = [new URLSearchParams(made.query).toString(), made.junk ?? ''].filter((part) => part !== '').join('&');
      const { body, accept } = made;
      return { described, path: search === '' ? path : `${path}?${search}`, body, accept, credential: made.credential };
    });
  });

  /** As a path or a query spells it; the pattern's dot segments are left to the tests of paths. */
  function texts(name: string, schema: JsonSchema): Arbitrary<string> {
    return valueOf(name, schema).map((value) =>
      String(value)
        .replaceAll(/^\.{1,2}$/g, 'dots')
        .replaceAll('\0', ''),
    );
  }

  function bodyOf({ operation, method }: DescribedOperation): Arbitrary<RandomRequest['body']> {
    const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    if (method !== 'POST' || type === undefined || content === undefined) return fc.constant(undefined);
    const json = valueOf('', content.schema).map((value) => ({ type, text: JSON.stringify(value) }));
    const form = valueOf('', content.schema).map((value) => {
      const pairs = Object.entries(Object(value) as object).map(([name, one]): [string, string] => [name, spelled(one)]);
      return { type: formType, text: new URLSearchParams(pairs).toString() };
    });
    const good = type === formType ? form : json;
    const bad = fc.constantFrom(
      { type, text: '{' },
      { type, text: '[]' },
      { type, text: '{"a":1,"a":2}' },
      { type, text: `{"email":"${'x'.repeat(20_000)}"}` },
      { type: 'text/plain', text: 'x' },
      { type: 'application/json', text: '' },
      undefined,
    );
    return fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: form }, { weight: 2, arbitrary: bad });
  }

  function valueOf(name: string, schema: JsonSchema): Arbitrary<unknown> {
    const right = known[name];
    const made = madeOf(schema);
    const choices =
      right === undefined
        ? [{ weight: 6, arbitrary: made }]
        : [
            { weight: 6, arbitrary: fc.constantFrom(...right) },
            { weight: 1, arbitrary: made },
          ];
    return fc.oneof(...choices, {
      weight: 1,
      arbitrary: fc.oneof(fc.string({ maxLength: 30 }), fc.integer(), fc.constantFrom('', 'null', '0', '-1', '管理')),
    });
  }

  function madeOf(schema: JsonSchema): Arbitrary<unknown> {
    const { $ref: reference, type, enum: words, items, properties, required = [], minimum = 0, maximum = 1000, anyOf } = schema;
    if (typeof reference === 'string') return madeOf(resolveSchema(document, reference));
    if (Array.isArray(words)) return fc.constantFrom(...(words as unknown[]));
    if (Array.isArray(anyOf)) return fc.oneof(...(anyOf as JsonSchema[]).map((one) => madeOf(one)));
    if (type === 'array') return fc.array(madeOf(Object(items) as JsonSchema), { maxLength: 3 });
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer' || type === 'number') return fc.integer({ min: Number(minimum), max: Math.min(Number(maximum), 2_000_000_000) });
    if (type !== 'object') return fc.string({ maxLength: 20 });
    const members = Object.entries((properties ?? {}) as Readonly<Record<string, JsonSchema>>);
    return fc.record(Object.fromEntries(members.map(([member, one]) => [member, valueOf(member, one)])), {
      requiredKeys: [...(required as string[])],
    });
  }
}

/** Objects made here have no prototype, and so no text of their own. */
function spelled(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
