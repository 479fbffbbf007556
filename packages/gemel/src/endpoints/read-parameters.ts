/** Reads what a call was given, in a form, in JSON or in the query, so strictly that no two parsers could differ about it. */
import { GemelError } from '@gemel/protocol';

/** Name → value; each name once. */
export type Parameters = ReadonlyMap<string, string>;

/** The longest body that an endpoint reads, in bytes. */
export const MAX_BODY_BYTES = 16_384;

/**
 * Reads the body: `application/x-www-form-urlencoded`, or a flat JSON object of texts. A name given twice is refused (ASVS 15.3.7).
 *
 * @throws GemelError `media_type_unsupported`, `request_too_large`, `request_malformed`
 */
export async function readParameters(request: Request): Promise<Parameters> {
  const type = mediaTypeOf(request);
  if (type === undefined || request.headers.has('content-encoding')) throw new GemelError('media_type_unsupported');
  const text = await readText(request);
  return type === 'form' ? fromPairs(new URLSearchParams(text)) : fromJson(text);
}

/** Reads the query. A name given twice is refused. @throws GemelError `request_malformed` */
export function readQuery(url: URL): Parameters {
  return fromPairs(url.searchParams);
}

/** A parameter without a value counts as left out (RFC 6749, section 3.1). */
export function optionalParameter(parameters: Parameters, name: string): string | undefined {
  return parameters.get(name) || undefined;
}

/** @throws GemelError `request_malformed` where it is missing or empty */
export function requiredParameter(parameters: Parameters, name: string): string {
  const value = optionalParameter(parameters, name);
  if (value === undefined) throw new GemelError('request_malformed', `${name} is missing`);
  return value;
}

/** Whether the body is what a browser's form sends, so that the answer must be a page. */
export function isForm(request: Request): boolean {
  return mediaTypeOf(request) === 'form';
}

function mediaTypeOf(request: Request): 'form' | 'json' | undefined {
  const [essence = '', ...parameters] = (request.headers.get('content-type') ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (!parameters.every((parameter) => parameter === 'charset=utf-8' || parameter === 'charset="utf-8"' || parameter === ''))
    return undefined;
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  return essence === 'application/json' ? 'json' : undefined;
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw new GemelError('request_too_large');
  if (request.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  const reader: BodyReader = request.body.getReader();
  for (let part = await nextPart(reader); !part.done; part = await nextPart(reader)) {
    size += part.value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw new GemelError('request_too_large');
    }
    text += decode(() => decoder.decode(part.value, { stream: true }));
  }
  return text + decode(() => decoder.decode());
}

/** A body that breaks off is the caller's doing, not ours. */
async function nextPart(reader: BodyReader): Promise<Awaited<ReturnType<BodyReader['read']>>> {
  try {
    return await reader.read();
  } catch (error) {
    throw new GemelError('request_malformed', error);
  }
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw new GemelError('request_malformed', 'the body is not UTF-8');
  }
}

function fromPairs(pairs: Iterable<readonly [string, string]>): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (parameters.has(name)) throw new GemelError('request_malformed', 'a parameter is given twice');
    parameters.set(name, value);
  }
  return parameters;
}

/** `JSON.parse` keeps the last of two equal names; a flat object of texts has exactly two texts per name, so the count tells. */
function fromJson(text: string): Parameters {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GemelError('request_malformed', 'the body is not a JSON object');
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const parameters = new Map<string, string>();
  for (const [name, member] of entries) {
    if (typeof member !== 'string') throw new GemelError('request_malformed', 'a member of the JSON object is not a text');
    parameters.set(name, member);
  }
  if ((text.match(/"(?:[^"\\]|\\.)*"/g) ?? []).length !== 2 * entries.length)
    throw new GemelError('request_malformed', 'a parameter is given twice');
  return parameters;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GemelError('request_malformed', 'the body is not JSON'); // the parser's message would quote the body
  }
}
