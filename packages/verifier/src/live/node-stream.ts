/** Server-sent events over a response of node:http, and so of the frameworks that stand on it. */
import { type Principal, problemFrom, toGemelError } from '@gemel/protocol';
import { answerProblem, factsOf, type NodeRequest, type NodeResponse } from '../guards/node-message.ts';
import { beginStream, type EventStream, streamHeaders } from './event-stream.ts';
import type { LiveOptions } from './live-connection.ts';
import type { LiveSource } from './live-source.ts';
import type { OpenConnections } from './open-connections.ts';

/** Fits `ServerResponse`. */
export interface StreamedResponse extends NodeResponse {
  readonly destroyed: boolean;
  write(text: string): boolean;
  end(text?: string): unknown;
  once(event: 'close', listener: () => void): unknown;
}

export type StreamListener<Req, Res> = (request: Req, response: Res) => Promise<void>;

/** Answers a request that is refused with its problem, and every other one with a stream. */
export function streamOverNode<Whom extends Principal, Req extends NodeRequest, Res extends StreamedResponse>(
  { open }: Pick<OpenConnections<Whom>, 'open'>,
  source: Pick<LiveSource, 'sleep'>,
  handler: (stream: EventStream<Whom>, request: Req) => void,
  options: LiveOptions<Whom>,
): StreamListener<Req, Res> {
  return async (request, response) => {
    const opened = await open(factsOf(request), options).catch(toGemelError);
    if (opened instanceof Error) {
      if (!response.headersSent) answerProblem(response, problemFrom(opened));
      return;
    }
    if (response.destroyed || response.headersSent) return opened.release();
    response.statusCode = 200;
    for (const [name, value] of Object.entries(streamHeaders)) response.setHeader(name, value);
    const carrier = { write: (text: string) => response.write(text), end: () => void response.end() };
    const stream = beginStream(opened, carrier, source);
    response.once('close', stream.close);
    handler(stream, request);
  };
}
