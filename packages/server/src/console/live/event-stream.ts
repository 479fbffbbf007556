/** One answer of server-sent events. HTML, section 9.2 */
import type { JsonValue } from '@gemel/protocol';

export interface EventStream {
  readonly response: Response;
  /** Does nothing once it is closed. */
  send(event: string, data: object): void;
  close(): void;
  /** Calls back once, however it ends. */
  onClose(listener: () => void): void;
}

export type EventData = JsonValue;

/** Milliseconds after which a browser whose connection was cut comes again. */
const retryMs = 1000;
/** Bytes that may wait for a client; one that reads nothing is let go. */
const mostWaiting = 1_000_000;

/** @param signals end it: the client went away, the process stops */
export function openEventStream(signals: readonly AbortSignal[]): EventStream {
  const encoder = new TextEncoder();
  const listeners: (() => void)[] = [];
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOpen = true;

  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const signal of signals) signal.removeEventListener('abort', close);
    try {
      controller?.close();
    } catch {
      // The client has closed it already.
    }
    for (const listener of listeners) listener();
  };
  const write = (text: string): void => {
    if (!isOpen || controller === undefined) return;
    if ((controller.desiredSize ?? 0) < -mostWaiting) return close();
    controller.enqueue(encoder.encode(text));
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
        write(`retry: ${retryMs}\n\n`);
      },
      cancel: close,
    },
    { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  for (const signal of signals) signal.addEventListener('abort', close, { once: true });
  if (signals.some(({ aborted }) => aborted)) close();

  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return {
    response: new Response(body, { headers }),
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    close,
    onClose: (listener) => {
      if (isOpen) listeners.push(listener);
      else listener();
    },
  };
}
