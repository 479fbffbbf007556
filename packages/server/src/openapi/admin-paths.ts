/** The operations of the admin API as OpenAPI has them. */
import { type AdminOperation, commonErrors, pathMembersOf } from '../admin/admin-operation.ts';
import type { JsonSchema, OpenApiOperation, OpenApiParameter, OpenApiResponse } from './openapi-document.ts';
import { shareProblems } from './share-problems.ts';
import type { SchemaBook } from './schema-book.ts';

/** Area of an operation: what stands before the dot of its name. */
export function areaOf({ name }: Pick<AdminOperation, 'name'>): string {
  return `admin: ${name.slice(0, name.indexOf('.'))}`;
}

export function describeAdminOperation(operation: AdminOperation, book: SchemaBook): OpenApiOperation {
  const { name, method, path, scope, summary, input, errors, wantsRecent } = operation;
  const recency = wantsRecent === true ? (['authentication_too_old'] as const) : [];
  const whole = book.take(input, 'input');
  const inPath = pathMembersOf(path);
  const properties = propertiesOf(whole);
  const required = requiredOf(whole);
  const others = Object.keys(properties).filter((member) => !inPath.includes(member));
  const parameter = (place: 'path' | 'query', member: string): OpenApiParameter => {
    const { description, ...schema } = properties[member] ?? {};
    const described = typeof description === 'string' ? { description } : {};
    return { name: member, in: place, required: place === 'path' || required.includes(member), ...described, schema };
  };
  const parameters = [
    ...inPath.map((member) => parameter('path', member)),
    ...(method === 'GET' ? others.map((member) => parameter('query', member)) : []),
  ];
  const body: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(others.map((member) => [member, properties[member] ?? {}])),
    required: required.filter((member) => others.includes(member)),
    additionalProperties: false,
  };
  const isBodyRequired = required.some((member) => others.includes(member));
  return {
    operationId: name,
    tags: [areaOf(operation)],
    summary,
    description: `Needs the scope \`${scope}\`.`,
    security: [{ apiKey: [scope] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(method === 'POST' ? { requestBody: { required: isBodyRequired, content: { 'application/json': { schema: body } } } } : {}),
    responses: { ...answerOf(operation, book), ...shareProblems([...commonErrors, ...recency, ...errors], book) },
  };
}

function answerOf({ answer }: AdminOperation, book: SchemaBook): Readonly<Record<string, OpenApiResponse>> {
  if (answer.kind === 'nothing') return { 204: { description: 'Done.' } };
  const schema = book.take(answer.schema, 'output');
  if (answer.kind === 'json') return { 200: { description: 'The answer.', content: { 'application/json': { schema } } } };
  const isLines = answer.type === 'application/jsonl';
  return { 200: { description: isLines ? 'Lines, each of this schema.' : 'The answer.', content: { [answer.type]: { schema } } } };
}

function propertiesOf({ properties }: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (properties ?? {}) as Readonly<Record<string, JsonSchema>>; // inputs are objects, and zod writes these of them
}

function requiredOf({ required }: JsonSchema): readonly string[] {
  return (required ?? []) as readonly string[]; // likewise
}
