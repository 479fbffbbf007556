/** The members of a body as a list of definitions. */
import type { DataItem } from '../../pages/parts/data-list.tsx';
import type { JsonSchema } from '../openapi-document.ts';

export function memberItems(
  body: JsonSchema | undefined,
  say: (schema: JsonSchema, isRequired: boolean, what: string) => string,
): readonly DataItem[] {
  const properties = (body?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>; // as zod writes an object
  const required = (body?.['required'] ?? []) as readonly string[]; // likewise
  return Object.entries(properties).map(([name, schema]) => {
    const { description } = schema;
    return {
      term: name,
      value: say(schema, required.includes(name), typeof description === 'string' ? description.replaceAll('`', '') : ''),
    };
  });
}
