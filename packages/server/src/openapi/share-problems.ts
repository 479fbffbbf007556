/** Puts the responses of errors where every operation that can give the same ones refers to. */
import type { ErrorCode } from '@gemel/protocol';
import type { OpenApiReference } from './openapi-document.ts';
import { type ProblemKind, problemResponses } from './problem-responses.ts';
import type { SchemaBook } from './schema-book.ts';

/** Returns the references by their status. */
export function shareProblems(
  codes: readonly ErrorCode[],
  book: SchemaBook,
  kind: ProblemKind = 'usual',
): Readonly<Record<string, OpenApiReference>> {
  return Object.fromEntries(
    Object.entries(problemResponses(codes, kind)).map(([status, { name, response }]) => [status, book.share(name, response)]),
  );
}
