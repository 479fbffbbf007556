/** Opens WebSockets on a server of node:http: judged before the handshake, closed when the session ends. */
import { type GemelError, type Principal, problemFrom, toGemelError } from '@gemel/protocol';
import { factsOf, type NodeRequest } from '../guards/node-message.ts';
import { closeAtEnd, type SocketPart } from './close-at-end.ts';
import type { LiveConnection, LiveOptions } from './live-connection.ts';
import type { OpenConnections } from './open-connections.ts';

/** Fits the stream that comes with the event `upgrade`. */
export interface UpgradedStream {
  readonly destroyed: boolean;
  end(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
}

/** Fits the `WebSocketServer` of `ws` with `noServer: true`. */
export interface SocketServerPart<Socket extends SocketPart, Req, Stream> {
  handleUpgrade(request: Req, stream: Stream, head: Uint8Array, callback: (socket: Socket) => void): void;
}

export type UpgradeListener<Req, Stream> = (request: Req, stream: Stream, head: Uint8Array) => Promise<void>;

/** Answers a request that is refused as an HTTP request would be; whoever is let in gets a socket. */
export function acceptUpgrades<Whom extends Principal, Socket extends SocketPart, Req extends NodeRequest, Stream extends UpgradedStream>(
  { open }: Pick<OpenConnections<Whom>, 'open'>,
  sockets: SocketServerPart<Socket, Req, Stream>,
  handler: (socket: Socket, connection: LiveConnection<Whom>, request: Req) => void,
  options: LiveOptions<Whom>,
): UpgradeListener<Req, Stream> {
  const ignore = (): void => undefined;
  return async (request, stream, head) => {
    // Nobody else listens until the handshake, and whoever goes away meanwhile is no reason for a process to end.
    stream.on('error', ignore);
    const opened = await open(factsOf(request), options).catch(toGemelError);
    if (opened instanceof Error) return refuse(stream, opened);
    if (stream.destroyed) return opened.release();
    stream.once('close', opened.release);
    stream.off('error', ignore);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      closeAtEnd(socket, opened);
      handler(socket, opened, request);
    });
  };
}

function refuse(stream: UpgradedStream, error: GemelError): void {
  if (stream.destroyed) return;
  const { status, headers, body } = problemFrom(error);
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${body.error}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${new TextEncoder().encode(text).length}`,
    'connection: close',
  ];
  stream.end(`${lines.join('\r\n')}\r\n\r\n${text}`);
}
