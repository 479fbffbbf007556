/** Fits the application to node:http, and answers what is no HTTP at all as everything else is answered. */
import { STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener, RequestError } from '@hono/node-server';
import { GemelError, problemFrom } from '@gemel/protocol';
import type { Hono } from 'hono';
import { faultFacts } from '../logging/log-events.ts';
import type { Logger } from '../logging/create-logger.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { HttpEnvironment } from './services.ts';

export function createListener(app: Hono<HttpEnvironment>, logger: Logger, url: string): RequestListener {
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: (thrown) => {
      const error = new GemelError(thrown instanceof RequestError ? 'request_malformed' : 'internal', thrown);
      if (!error.isRefusal) logger.error(faultFacts(error), 'fault');
      const { status, headers, body } = problemFrom(error);
      return new Response(JSON.stringify(body), { status, headers: strictHeaders(headers, url) });
    },
  });
  return (incoming, outgoing) => void listener(incoming, outgoing);
}

/** Answers what node:http would refuse without a word, or cannot parse, with problem+json. */
export function answerUnparsable(server: Server, url: string | undefined): void {
  // Nothing of HTTP's is expected here but `100-continue`: whatever else is asked for may be left out of account (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket) => refuse(socket, new GemelError('method_not_allowed')));
  server.on('clientError', (error: Error & { readonly code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    refuse(socket, new GemelError(error.code === 'HPE_HEADER_OVERFLOW' ? 'request_too_large' : 'request_malformed'));
  });

  function refuse(socket: Duplex, error: GemelError): void {
    const { status, headers, body } = problemFrom(error);
    const text = JSON.stringify(body);
    const all = strictHeaders({ ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' }, url);
    const lines = [...all].map(([name, value]) => `${name}: ${value}`);
    socket.on('error', () => socket.destroy());
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'));
  }
}

function strictHeaders(headers: Readonly<Record<string, string>>, url: string | undefined): Headers {
  const all = new Headers(headers);
  addSecurityHeaders(all, { isHttps: url?.startsWith('https:') === true });
  return all;
}
