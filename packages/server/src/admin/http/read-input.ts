/** Reads what an operation is given from a request, so strictly that no two parsers could differ about it; its schema judges it afterwards. */
import { GemelError } from '@gemel/protocol';
import type { Context } from 'hono';
import { MAX_BODY_BYTES } from 'gemel/endpoints';
import { z } from 'zod';
import type { HttpEnvironment } from '../../http/services.ts';
import { type AdminOperation, pathMembersOf } from '../admin-operation.ts';

export type ReadInput = (context: Context<HttpEnvironment>) => Promise<unknown>;

const number = /^-?\d{1,15}(?:\.\d{1,9})?$/;

/** Returns what reads the input of one operation; the types of its members are looked up once. */
export function createReadInput({ method, path, input }: Pick<AdminOperation, 'method' | 'path' | 'input'>): ReadInput {
  const inPath = pathMembersOf(path);
  const typeOf = memberTypesOf(input);
  const readOthers = method === 'GET' ? async (context: Context<HttpEnvironment>) => readQuery(context.req.url, typeOf) : readBody;
  return async (context) => {
    const others = await readOthers(context);
    // What stands in the path comes from nowhere else.
    const twice = inPath.find((name) => Object.hasOwn(others, name));
    if (twice !== undefined) throw new GemelError('request_malformed', `${twice} stands in the path`);
    return { ...others, ...Object.fromEntries(inPath.map((name) => [name, context.req.param(name)])) };
  };
}

type MemberType = (name: string) => string | undefined;

function memberTypesOf(input: z.ZodType): MemberType {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  return (name) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const type = typeof schema === 'object' ? schema.type : undefined;
    return typeof type === 'string' ? type : undefined;
  };
}

/** A name given twice is refused (ASVS 15.3.7), but of a list. */
function readQuery(url: string, typeOf: MemberType): Readonly<Record<string, unknown>> {
  const { searchParams } = new URL(url);
  const read = (name: string): unknown => {
    const texts = searchParams.getAll(name);
    if (typeOf(name) === 'array') return texts;
    const [text = ''] = texts;
    if (texts.length > 1) throw new GemelError('request_malformed', `${name} is given twice`);
    if (typeOf(name) === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
    return ['number', 'integer'].includes(typeOf(name) ?? '') && number.test(text) ? Number(text) : text;
  };
  return Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, read(name)]));
}

/** A JSON object; no body at all is an empty one. */
async function readBody({ req }: Context<HttpEnvironment>): Promise<Readonly<Record<string, unknown>>> {
  if (new URL(req.url).search !== '') throw new GemelError('request_malformed', 'there is a query');
  const text = await readText(req.raw);
  if (text === '') return {};
  if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(req.header('content-type') ?? ''))
    throw new GemelError('media_type_unsupported');
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GemelError('request_malformed', 'the body is no JSON object');
  if (namesIn(text) !== countNames(value)) throw new GemelError('request_malformed', 'a member is given twice');
  return { ...value };
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw new GemelError('request_too_large');
  if (request.headers.has('content-encoding')) throw new GemelError('media_type_unsupported');
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = request.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > MAX_BODY_BYTES) throw new GemelError('request_too_large');
    chunks.push(part.value);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new GemelError('request_malformed', 'the body is not UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GemelError('request_malformed', 'the body is not JSON'); // the parser's message would quote the body
  }
}

/** `JSON.parse` keeps the last of two equal names; so there are as many names in the text as in the value, or one stands twice. */
function namesIn(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
}

/** However deep it is: what is nested a few thousand times would exhaust the stack of a function that calls itself. */
function countNames(value: unknown): number {
  const left: unknown[] = [value];
  let count = 0;
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one !== 'object' || one === null) continue;
    const inner: readonly unknown[] = Object.values(one);
    if (!Array.isArray(one)) count += inner.length;
    left.push(...inner);
  }
  return count;
}
