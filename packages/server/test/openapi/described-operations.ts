/** The operations of the document one by one, and what is wrong with an answer to one of them. */
import type { JsonSchema, OpenApiDocument, OpenApiOperation, OpenApiPath, OpenApiResponse } from '../../src/openapi/openapi-document.ts';
import { findSchemaProblem } from './find-schema-problem.ts';

export interface DescribedOperation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly listeners: readonly ('public' | 'admin')[];
  /** An operation of the admin API, which takes an API key. */
  readonly isAdmin: boolean;
  /** Of a browser: a document, or a form's way on. */
  readonly isPage: boolean;
  readonly operation: OpenApiOperation;
}

export function operationsOf({ paths }: OpenApiDocument): readonly DescribedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post', 'delete'] as const).flatMap((method): DescribedOperation[] => {
      const operation = item[method];
      const spelled = method.toUpperCase() as DescribedOperation['method']; // of these three
      if (operation === undefined) return [];
      const isAdmin = operation.security.some((one) => 'apiKey' in one);
      const isPage = operation.tags.some((tag) => tag.startsWith('pages: '));
      return [{ method: spelled, path, listeners: listenersOf(item), isAdmin, isPage, operation }];
    }),
  );
}

function listenersOf({ servers }: OpenApiPath): DescribedOperation['listeners'] {
  if (servers === undefined) return ['public'];
  return servers.map(({ description }) => (description === 'The admin listener.' ? 'admin' : 'public'));
}

export interface GivenAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  /** Of the header. */
  readonly location?: string | null;
}

/** Returns what in an answer is not as the document says; undefined where all of it is. */
export function findAnswerProblem(
  document: OpenApiDocument,
  { operation }: DescribedOperation,
  { status, type, text, location }: GivenAnswer,
): string | undefined {
  const response = responseOf(document, operation, status);
  if (response === undefined) return `status ${status} is not in the document: ${text.slice(0, 300)}`;
  const leadsOn = response.headers !== undefined && 'Location' in response.headers;
  if (leadsOn !== (typeof location === 'string')) return `status ${status} ${leadsOn ? 'leads nowhere' : 'leads on'}`;
  const { content = {} } = response;
  const isEmptyList = text === '' && type === 'application/jsonl';
  if (isEmptyList) return undefined;
  const essence = type?.split(';')[0] ?? '';
  // A file, or a message, may be empty.
  if (text === '' && essence.startsWith('text/') && essence in content) return undefined;
  if (text === '') return Object.keys(content).length === 0 ? undefined : `status ${status} has no body`;
  const schema = content[essence]?.schema;
  if (schema === undefined) return `status ${status} is of type ${essence}, not ${Object.keys(content).join(' or ')}`;
  const values = essence === 'application/jsonl' ? text.trimEnd().split('\n') : [text];
  return values
    .map((one) =>
      findSchemaProblem(essence.includes('json') ? JSON.parse(one) : one, schema, (reference) => resolveSchema(document, reference)),
    )
    .find((problem) => problem !== undefined);
}

export function responseOf(document: OpenApiDocument, { responses }: OpenApiOperation, status: number): OpenApiResponse | undefined {
  const response = responses[String(status)];
  if (response === undefined || !('$ref' in response)) return response;
  return document.components.responses[response.$ref.slice('#/components/responses/'.length)];
}

export function resolveSchema({ components }: OpenApiDocument, reference: string): JsonSchema {
  const schema = components.schemas[reference.slice('#/components/schemas/'.length)];
  if (schema === undefined) throw new Error(`${reference} is not in the document`);
  return schema;
}
