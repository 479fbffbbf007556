/** The pages of both listeners as OpenAPI has them: documents, ways on, and what a program is told in their place. */
import type { ErrorCode } from '@gemel/protocol';
import type { JsonSchema, OpenApiOperation, OpenApiParameter, OpenApiReference, OpenApiResponse } from './openapi-document.ts';
import { pageErrors, type PageFile, type PageOperation } from './pages/page-operation.ts';
import { problemResponses } from './problem-responses.ts';
import { bodyErrors, needTexts } from './public/public-operation.ts';
import type { SchemaBook } from './schema-book.ts';

const text: JsonSchema = { type: 'string' };
const textMembers: Readonly<Record<string, string>> = {
  next: 'A path of this site, to which the visitor is led in the end.',
  notice: 'What the page says has happened.',
  token: 'From the link.',
};

const onward: OpenApiResponse = {
  description: 'Leads on.',
  headers: { Location: { description: 'Where to.', schema: text } },
};

/** The path in OpenAPI's spelling. */
export function pathOfPage({ path }: PageOperation): string {
  return path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
}

/** Segments stay apart: `/sign-in/link` and `/sign-in-link` are two pages. */
function pageIdOf(method: PageOperation['method'], path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return [
    'page',
    method.toLowerCase(),
    ...segments.map((segment) => segment.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())),
  ].join('.');
}

export function describePage(operation: PageOperation, tag: string, book: SchemaBook): OpenApiOperation {
  const { method, summary, needs, query = [], fields, answers, errors = [] } = operation;
  const path = pathOfPage(operation);
  const parameters = [...pathParameters(operation), ...query.map(queryParameter)];
  const files = answers.filter((answer) => typeof answer === 'object');
  const documents = [...(answers.includes('page') ? [{ type: 'text/html', what: 'The page.' } as const] : []), ...files];
  return {
    operationId: pageIdOf(method, path),
    tags: [tag],
    summary,
    ...(needs === undefined
      ? {}
      : { description: needs === 'development' ? 'There in development, without a mail server.' : needTexts[needs] }),
    security: [],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(fields === undefined ? {} : { requestBody: { required: false, content: formOf(fields) } }),
    responses: {
      ...(documents.length === 0 ? {} : { 200: documentsOf(documents) }),
      ...(answers.includes('redirect') ? { 303: onward } : {}),
      ...sharePageProblems([...pageErrors, ...(fields === undefined ? [] : bodyErrors), ...errors], book),
    },
  };
}

/** A segment that is not as its pattern says is not found. */
function pathParameters({ path }: PageOperation): readonly OpenApiParameter[] {
  return [...path.matchAll(/:(\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', pattern]) => {
    const schema = pattern === undefined ? { type: 'string', minLength: 1 } : { type: 'string', pattern: `^${pattern}$` };
    return { name, in: 'path', required: true, schema };
  });
}

function queryParameter(name: string): OpenApiParameter {
  const description = textMembers[name];
  return { name, in: 'query', required: false, schema: text, ...(description === undefined ? {} : { description }) };
}

/** What is left out of a form is empty. */
function formOf(fields: readonly string[]): NonNullable<OpenApiOperation['requestBody']>['content'] {
  const properties = Object.fromEntries(fields.map((name) => [name, text]));
  return { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties } } };
}

function documentsOf(documents: readonly PageFile[]): OpenApiResponse {
  return {
    description: [...new Set(documents.map(({ what }) => what))].join(' Or: '),
    content: Object.fromEntries(documents.map(({ type }) => [type, { schema: type.includes('json') ? {} : text }])),
  };
}

/** A person gets a page, a program the problem. */
function sharePageProblems(codes: readonly ErrorCode[], book: SchemaBook): Readonly<Record<string, OpenApiReference>> {
  return Object.fromEntries(
    Object.entries(problemResponses(codes)).map(([status, { name, response }]) => {
      const content = { ...response.content, 'text/html': { schema: text } };
      return [status, book.share(`page.${name}`, { ...response, content })];
    }),
  );
}
