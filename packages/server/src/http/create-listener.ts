/** Fits the application to node:http, and answers what is no HTTP at all as everything else is answered. */
import { STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { GemelError, problemFrom } from '@gemel/protocol';
import type { Hono } from 'hono';
import { faultFacts } from '../logging/log-events.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { HttpEnvironment } from './services.ts';

export function createListener(app: Hono<HttpEnvironment>, logger: Logger): RequestListener {
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: (thrown) => {
      const error = new GemelError(thrown instanceof RequestError ? 'request_malformed' : 'internal', thrown);
      if (!error.isRefusal) logger.error(faultFacts(error), 'fault');
      const { status, headers, body } = problemFrom(error);
      return new Response(JSON.stringify(body), { status, headers });
    },
  });
  return (incoming, outgoing) => void listener(incoming, outgoing);
}

/** Answers what node:http cannot parse with problem+json, and closes the connection. */
export function answerUnparsable(server: Server): void {
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    const { status, headers, body } = problemFrom(
      new GemelError(error.code === 'HPE_HEADER_OVERFLOW' ? 'request_too_large' : 'request_malformed'),
    );
    const text = JSON.stringify(body);
    const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'));
  });
}
