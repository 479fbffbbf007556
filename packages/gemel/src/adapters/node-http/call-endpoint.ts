/** Carries a request of node:http to the endpoints; how the answer goes back is the adapter's. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GemelError } from '@gemel/protocol';
import { type Endpoints, problemAnswer } from '../../endpoints/index.ts';
import { readBody } from './read-body.ts';

/** Methods that `Request` cannot carry; no endpoint takes them. */
const uncarried: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);
const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

export interface EndpointExchange {
  readonly req: IncomingMessage;
  /** Closes early where the client goes away; then the endpoint need not go on. */
  readonly res: ServerResponse;
  /** What a body parser before us made of the body, where the framework does not keep it in `req.body`. */
  readonly parsedBody?: unknown;
}

/** What an endpoint answers, its short body read. */
export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** What was left unread of the request is not the next one. */
  readonly mustClose: boolean;
}

/**
 * Whether a target is for one of the endpoints. The path is compared as it was sent, undecoded and with its dot segments, so that this
 * server and one before it cannot differ about it.
 */
export function ownsTarget(endpoints: Endpoints, target: string): boolean {
  const query = target.indexOf('?');
  return endpoints.owns(query === -1 ? target : target.slice(0, query));
}

/** Returns what the endpoint at a URL answers; rejects only where the answer cannot be read. */
export async function callEndpoint(endpoints: Endpoints, url: string, exchange: EndpointExchange): Promise<EndpointAnswer> {
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  exchange.res.once('close', onClose);
  try {
    const response = await respond(endpoints, url, exchange, gone.signal);
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body, mustClose: exchange.req.isPaused() };
  } finally {
    exchange.res.off('close', onClose);
  }
}

async function respond(endpoints: Endpoints, url: string, exchange: EndpointExchange, signal: AbortSignal): Promise<Response> {
  let request: Request | undefined;
  try {
    request = await toRequest(url, exchange, signal);
  } catch (error) {
    return problemAnswer(new GemelError('request_malformed', error));
  }
  const { remoteAddress } = exchange.req.socket;
  const response = request === undefined ? undefined : await endpoints.handle(request, { remoteAddress });
  return response ?? problemAnswer(new GemelError('method_not_allowed'));
}

/** `undefined` for a method that `Request` cannot carry. */
async function toRequest(url: string, { req, parsedBody }: EndpointExchange, signal: AbortSignal): Promise<Request | undefined> {
  const method = req.method ?? '';
  if (uncarried.has(method)) return undefined;
  const headers = new Headers();
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    const name = req.rawHeaders[index] ?? '';
    if (!name.startsWith(':')) headers.append(name, req.rawHeaders[index + 1] ?? '');
  }
  return new Request(url, { method, headers, signal, ...(withBody.has(method) ? { body: await readBody(req, parsedBody) } : {}) });
}
