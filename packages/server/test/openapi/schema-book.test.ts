/** Schemas with a name are gathered under it, each name for one of them. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSchemaBook } from '../../src/openapi/schema-book.ts';

describe('a book of schemas', () => {
  it('takes one schema as often as it comes, and no other under its name', () => {
    const book = createSchemaBook({});
    const ring = z.object({ hoops: z.int() }).meta({ id: 'BookRing' });
    expect(book.take(z.array(ring), 'output')).toEqual({ type: 'array', items: { $ref: '#/components/schemas/BookRing' } });
    book.take(z.object({ ring }), 'output');
    expect(Object.keys(book.schemas())).toEqual(['BookRing']);
    const other = createSchemaBook({ BookRing: { type: 'string' } });
    expect(() => other.take(z.array(ring), 'output')).toThrow('two schemas have the name BookRing');
  });
});
