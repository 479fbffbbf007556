/** Server-sent events as a `Response`, for servers that speak `Request` and `Response`. */
import { type Principal, problemFrom, toGemelError } from '@gemel/protocol';
import { factsOfRequest } from '../guards/fetch.ts';
import { beginStream, type EventStream, type StreamCarrier, streamHeaders } from './event-stream.ts';
import type { LiveOptions } from './live-connection.ts';
import type { LiveSource } from './live-source.ts';
import type { OpenConnections } from './open-connections.ts';

export type StreamResponder = (request: Request) => Promise<Response>;

/** Answers a request that is refused with its problem, and every other one with a stream. */
export function streamOverFetch<Whom extends Principal>(
  { open }: Pick<OpenConnections<Whom>, 'open'>,
  source: Pick<LiveSource, 'sleep'>,
  handler: (stream: EventStream<Whom>, request: Request) => void,
  options: LiveOptions<Whom>,
): StreamResponder {
  return async (request) => {
    const opened = await open(factsOfRequest(request), options).catch(toGemelError);
    if (opened instanceof Error) {
      const { status, headers, body } = problemFrom(opened);
      return new Response(JSON.stringify(body), { status, headers });
    }
    const { body, carrier } = createByteStream(() => stream.close());
    const stream = beginStream(opened, carrier, source);
    request.signal.addEventListener('abort', stream.close);
    if (request.signal.aborted) stream.close();
    handler(stream, request);
    return new Response(body, { headers: streamHeaders });
  };
}

/** Bytes that may wait for whoever reads. */
const mostWaiting = 65_536;

/** @param onCancel called when the reader is gone */
function createByteStream(onCancel: () => void): { readonly body: ReadableStream<Uint8Array>; readonly carrier: StreamCarrier } {
  const encoder = new TextEncoder();
  let isOver = false;
  let carrier: StreamCarrier = { write: () => false, end: () => undefined };
  const source = {
    start(controller: ReadableStreamDefaultController<Uint8Array>): void {
      carrier = {
        write(text) {
          controller.enqueue(encoder.encode(text));
          return (controller.desiredSize ?? 0) > 0;
        },
        end() {
          if (!isOver) controller.close();
        },
      };
    },
    cancel(): void {
      isOver = true; // the reader has closed it
      onCancel();
    },
  };
  const body = new ReadableStream(source, { highWaterMark: mostWaiting, size: (bytes) => bytes?.byteLength ?? 0 });
  return { body, carrier };
}
