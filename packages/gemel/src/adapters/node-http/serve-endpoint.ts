/** Carries a node:http request to the endpoints and their answer back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GemelError } from '@gemel/protocol';
import { type Endpoints, problemAnswer } from '../../endpoints/index.ts';
import { readBody } from './read-body.ts';

/** Methods that `Request` cannot carry; no endpoint takes them. */
const uncarried: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);
const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Returns whether the request is for one of the endpoints, and if so answers it.
 *
 * The path is compared as it was sent, undecoded and with its dot segments, so that this server and one before it cannot differ about it.
 */
export function serveEndpoint(endpoints: Endpoints, origin: string, req: IncomingMessage, res: ServerResponse): boolean {
  const target = targetOf(req);
  const query = target.indexOf('?');
  if (!endpoints.owns(query === -1 ? target : target.slice(0, query))) return false;
  void answer(endpoints, origin + target, req, res);
  return true;
}

/** Frameworks that mount keep the whole target in `originalUrl`. */
function targetOf(req: IncomingMessage): string {
  const original: unknown = Reflect.get(req, 'originalUrl');
  return typeof original === 'string' ? original : (req.url ?? '');
}

async function answer(endpoints: Endpoints, url: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  res.once('close', onClose);
  try {
    const { request, hasMore } = await toRequest(url, req, gone.signal);
    const response = request === undefined ? undefined : await endpoints.handle(request, { remoteAddress: req.socket.remoteAddress });
    if (hasMore) res.setHeader('connection', 'close');
    await send(response ?? problemAnswer(new GemelError('method_not_allowed')), res);
  } catch (error) {
    await send(problemAnswer(new GemelError('request_malformed', error)), res);
  } finally {
    res.off('close', onClose);
  }
}

async function toRequest(
  url: string,
  req: IncomingMessage,
  signal: AbortSignal,
): Promise<{ readonly request: Request | undefined; readonly hasMore: boolean }> {
  const method = req.method ?? '';
  if (uncarried.has(method)) return { request: undefined, hasMore: false };
  const headers = new Headers();
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index] ?? '';
    if (!name.startsWith(':')) headers.append(name, req.rawHeaders[index + 1] ?? '');
  }
  if (!withBody.has(method)) return { request: new Request(url, { method, headers, signal }), hasMore: false };
  const { body, hasMore } = await readBody(req);
  return { request: new Request(url, { method, headers, signal, body }), hasMore };
}

/** Writes an answer whose body is short; what middleware has set before stays, unless the answer says otherwise. */
export async function send(response: Response, res: ServerResponse): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (res.destroyed || res.headersSent) return;
  res.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name === 'vary' || name === 'set-cookie') res.appendHeader(name, value);
    else res.setHeader(name, value);
  }
  res.end(body);
}
