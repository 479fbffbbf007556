/** How refusals and faults look outside: one response for each status, with the codes that it can have. */
import { type ErrorCode, errorTable } from '@gemel/protocol';
import type { JsonSchema, OpenApiResponse } from './openapi-document.ts';

const text: JsonSchema = { type: 'string' };

export const problemSchema: JsonSchema = {
  description:
    'A refusal or a fault (RFC 9457), with the members of RFC 6749, section 5.2. A coarse code stands for whatever is wrong with a credential.',
  type: 'object',
  properties: {
    type: { type: 'string', pattern: '^urn:gemel:error:' },
    title: text,
    status: { type: 'integer' },
    code: text,
    error: text,
    error_description: text,
  },
  required: ['type', 'title', 'status', 'code', 'error', 'error_description'],
  additionalProperties: false,
};

/** RFC 9449, section 7.1. */
const eitherScheme =
  'What would be accepted: `Bearer`; or `DPoP`, with the `algs` that a proof may have, where the request came by that scheme or its token is bound to a key.';

export interface ProblemResponse {
  /** The same for the same codes. */
  readonly name: string;
  readonly response: OpenApiResponse;
}

/** What a problem is called; by an endpoint of OAuth either, since what never reached it is told by the server. */
const types = { usual: ['application/problem+json'], oauth: ['application/json', 'application/problem+json'] } as const;
export type ProblemKind = keyof typeof types;

/** Returns the responses of errors by their status. */
export function problemResponses(codes: readonly ErrorCode[], kind: ProblemKind = 'usual'): Readonly<Record<string, ProblemResponse>> {
  const byStatus = new Map<number, Set<string>>();
  for (const code of codes) {
    const { status, error, coarse } = errorTable[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(coarse === true ? error : code));
  }
  const sorted = [...byStatus].toSorted(([left], [right]) => left - right);
  return Object.fromEntries(
    sorted.map(([status, shown]) => {
      const inOrder = [...shown].toSorted();
      return [
        String(status),
        { name: [status, ...(kind === 'usual' ? [] : [kind]), ...inOrder].join('.'), response: responseOf(status, inOrder, kind) },
      ];
    }),
  );
}

function responseOf(status: number, codes: readonly string[], kind: ProblemKind): OpenApiResponse {
  const narrowed = { properties: { status: { const: status }, code: { enum: codes } } };
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, narrowed] };
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...headersOf(status, codes),
    content: Object.fromEntries(types[kind].map((type) => [type, { schema }])),
  };
}

function headersOf(status: number, codes: readonly string[]): Pick<OpenApiResponse, 'headers'> {
  if (codes.includes('proof_invalid')) return { headers: { 'WWW-Authenticate': { description: eitherScheme, schema: text } } };
  if (status === 401) return { headers: { 'WWW-Authenticate': { description: 'What would be accepted.', schema: text } } };
  if (status !== 429 && status !== 503) return {};
  return { headers: { 'Retry-After': { description: 'Seconds after which it is worth coming again.', schema: text } } };
}
