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
    await send(await respond(endpoints, url, req, gone.signal), req, res);
  } catch {
    res.destroy(); // the answer could not be written; there is nobody to tell
  } finally {
    res.off('close', onClose);
  }
}

async function respond(endpoints: Endpoints, url: string, req: IncomingMessage, signal: AbortSignal): Promise<Response> {
  let request: Request | undefined;
  try {
    request = await toRequest(url, req, signal);
  } catch (error) {
    return problemAnswer(new GemelError('request_malformed', error));
  }
  const response = request === undefined ? undefined : await endpoints.handle(request, { remoteAddress: req.socket.remoteAddress });
  return response ?? problemAnswer(new GemelError('method_not_allowed'));
}

/** `undefined` for a method that `Request` cannot carry. */
async function toRequest(url: string, req: IncomingMessage, signal: AbortSignal): Promise<Request | undefined> {
  const method = req.method ?? '';
  if (uncarried.has(method)) return undefined;
  const headers = new Headers();
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index] ?? '';
    if (!name.startsWith(':')) headers.append(name, req.rawHeaders[index + 1] ?? '');
  }
  return new Request(url, { method, headers, signal, ...(withBody.has(method) ? { body: await readBody(req) } : {}) });
}

/** Writes an answer whose body is short; what middleware has set before stays, unless the answer says otherwise. */
async function send(response: Response, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (res.destroyed || res.headersSent) return;
  res.statusCode = response.status;
  if (req.isPaused()) res.setHeader('connection', 'close'); // what was left unread of the request is not the next one
  for (const [name, value] of response.headers) {
    if (name === 'vary' || name === 'set-cookie') res.appendHeader(name, value);
    else res.setHeader(name, value);
  }
  res.end(body);
}
