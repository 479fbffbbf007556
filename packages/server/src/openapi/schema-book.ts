/** Turns zod's schemas into JSON Schema, and gathers what has a name of its own under it: schemas, and responses that many operations share. */
import { z } from 'zod';
import type { JsonSchema, OpenApiReference, OpenApiResponse } from './openapi-document.ts';

export interface SchemaBook {
  /** Returns the schema; what has a name in it is a reference. @throws Error where another schema has that name */
  take(schema: z.ZodType, direction: 'input' | 'output'): JsonSchema;
  /** Keeps a response under its name, and returns the reference to it. */
  share(name: string, response: OpenApiResponse): OpenApiReference;
  /** Everything that has a name, by it. */
  schemas(): Readonly<Record<string, JsonSchema>>;
  responses(): Readonly<Record<string, OpenApiResponse>>;
}

export function createSchemaBook(own: Readonly<Record<string, JsonSchema>>): SchemaBook {
  const responses = new Map<string, OpenApiResponse>();
  const schemas = new Map<string, JsonSchema>(Object.entries(own));

  function add(name: string, definition: JsonSchema): void {
    const known = schemas.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) throw new Error(`two schemas have the name ${name}`);
    schemas.set(name, definition);
  }

  return {
    take: (schema, direction) => {
      const made = z.toJSONSchema(schema, { io: direction, target: 'draft-2020-12' });
      const { $schema: _, $defs = {}, ...rest } = moved(made);
      for (const [name, definition] of Object.entries($defs as Readonly<Record<string, JsonSchema>>)) add(name, definition); // as zod writes them
      return rest;
    },
    share: (name, response) => {
      responses.set(name, response);
      return { $ref: `#/components/responses/${name}` };
    },
    schemas: () => sorted(schemas),
    responses: () => sorted(responses),
  };
}

function sorted<T>(named: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...named].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** The same, with references to where OpenAPI keeps schemas. */
function moved(schema: unknown): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema; // a schema is an object
}
