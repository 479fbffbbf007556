/** A stream of server-sent events that ends with its session, whatever carries it. */
import { type Principal, problemFrom, toGemelError } from '@gemel/protocol';
import type { LiveConnection } from './live-connection.ts';
import type { LiveSource } from './live-source.ts';

export interface ServerSentEvent {
  readonly data: string;
  /** `message`, where it is absent. */
  readonly event?: string;
  readonly id?: string;
}

export interface EventStream<Whom extends Principal = Principal> {
  readonly connection: Omit<LiveConnection<Whom>, 'release'>;
  /** Fires when the stream is over, for whatever reason. */
  readonly closed: AbortSignal;
  /** Sends one event; after the end it does nothing. Returns false where the other side does not keep up. */
  send(event: ServerSentEvent): boolean;
  close(): void;
}

/** What carries a stream. */
export interface StreamCarrier {
  /** Returns false where the other side does not keep up. */
  write(text: string): boolean;
  end(): void;
}

export const streamHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Nginx would gather what is to arrive at once.
  'x-accel-buffering': 'no',
};

/** Proxies close what says nothing for a minute. */
const quietMs = 25_000;

/** Begins a stream; its last event is `ended`, with the code of the refusal, where the session ends before the stream does. */
export function beginStream<Whom extends Principal>(
  connection: LiveConnection<Whom>,
  carrier: StreamCarrier,
  { sleep }: Pick<LiveSource, 'sleep'>,
): EventStream<Whom> {
  const { ended } = connection;
  const closing = new AbortController();
  const { signal: closed } = closing;

  const close = (): void => {
    if (closed.aborted) return;
    ended.removeEventListener('abort', tell);
    connection.release();
    closing.abort();
    carrier.end();
  };

  function tell(): void {
    const { code } = problemFrom(toGemelError(ended.reason)).body;
    carrier.write(spell({ event: 'ended', data: code }));
    close();
  }

  const keepOpen = async (): Promise<void> => {
    while (!closed.aborted) {
      await sleep(quietMs, closed);
      if (!closed.aborted) carrier.write(':\n\n');
    }
  };

  carrier.write(':\n\n');
  if (ended.aborted) tell();
  else ended.addEventListener('abort', tell);
  void keepOpen();
  return { connection, closed, send: (event) => !closed.aborted && carrier.write(spell(event)), close };
}

/** Whatever is in a text, it begins no field and no event of its own. @see HTML, section 9.2.6 */
function spell({ data, event, id }: ServerSentEvent): string {
  const lines = [
    ...(event === undefined ? [] : [`event: ${oneLine(event)}`]),
    ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
  ];
  return `${lines.join('\n')}\n\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\0]/g, '');
}
