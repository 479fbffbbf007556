/** The routes of the public listener as OpenAPI has them. */
import { type ErrorCode, errorTable } from '@gemel/protocol';
import { pathMembersOf } from '../admin/admin-operation.ts';
import type { JsonSchema, OpenApiOperation, OpenApiParameter, OpenApiResponse } from './openapi-document.ts';
import { type ProblemKind, problemResponses } from './problem-responses.ts';
import { proofParameters } from './proof-parameters.ts';
import { shareProblems } from './share-problems.ts';
import { bodyErrors, everyError, needTexts, type PublicAnswer, type PublicOperation, sessionErrors } from './public/public-operation.ts';
import type { SchemaBook } from './schema-book.ts';

const security: Readonly<Record<PublicOperation['proof'], OpenApiOperation['security']>> = {
  none: [],
  session: [{ cookie: [] }, { accessToken: [] }],
  cookie: [{}, { cookie: [] }],
  client: [{ client: [] }],
  'maybe client': [{}, { client: [] }],
};

export function describePublicOperation(operation: PublicOperation, tag: string, book: SchemaBook): OpenApiOperation {
  const { method, path, summary, proof, body, errors } = operation;
  const own = [
    ...everyError,
    ...(body === undefined ? [] : bodyErrors),
    ...(['session', 'cookie'].includes(proof) ? sessionErrors : []),
    ...errors,
  ];
  const parameters = [...pathMembersOf(path).map(pathParameter), ...queryParameters(operation, book), ...proofParameters(own)];
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(operation.needs === undefined ? {} : { description: needTexts[operation.needs] }),
    security: security[proof],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(operation, book.take(body, 'input')) } }),
    responses: withProblems(answersOf(operation.answers, book), own, book, operation.isOAuth === true ? 'oauth' : 'usual'),
  };
}

/** The members of a form are those of the JSON. */
function contentOf({ path }: PublicOperation, schema: JsonSchema): Readonly<Record<string, { readonly schema: JsonSchema }>> {
  if (path === '/policy-reports') return { 'application/csp-report': { schema } };
  return { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } };
}

function pathParameter(name: string): OpenApiParameter {
  return { name, in: 'path', required: true, schema: { type: 'string', minLength: 1 } };
}

function queryParameters({ query }: PublicOperation, book: SchemaBook): readonly OpenApiParameter[] {
  if (query === undefined) return [];
  const { properties, required } = book.take(query, 'input');
  const needed = (required ?? []) as readonly string[]; // of an object, as zod writes it
  return Object.entries((properties ?? {}) as Readonly<Record<string, JsonSchema>>) // likewise
    .map(([name, { description, ...schema }]) => ({
      ...{ name, in: 'query' as const, required: needed.includes(name), schema },
      ...(typeof description === 'string' ? { description } : {}),
    }));
}

function answersOf(answers: readonly PublicAnswer[], book: SchemaBook): Readonly<Record<string, OpenApiResponse>> {
  return Object.fromEntries(
    answers.map(({ status, what, schema, type = 'application/json' }) => [
      String(status),
      { description: what, ...(schema === undefined ? {} : { content: { [type]: { schema: book.take(schema, 'output') } } }) },
    ]),
  );
}

/** A status can be an answer and a refusal: then it has a body of two types. */
function withProblems(
  answers: Readonly<Record<string, OpenApiResponse>>,
  codes: readonly ErrorCode[],
  book: SchemaBook,
  kind: ProblemKind,
): OpenApiOperation['responses'] {
  const both = Object.entries(answers).flatMap(([status, answer]): [string, OpenApiResponse][] => {
    const problem = problemResponses(codes, kind)[status]?.response;
    if (problem === undefined) return [];
    const description = `${answer.description} Or ${problem.description}.`;
    return [[status, { ...problem, description, content: { ...answer.content, ...problem.content } }]];
  });
  const others = codes.filter((code) => !Object.hasOwn(answers, String(errorTable[code].status)));
  return { ...answers, ...shareProblems(others, book, kind), ...Object.fromEntries(both) };
}
