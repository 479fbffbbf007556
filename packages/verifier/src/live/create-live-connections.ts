/** Live connections as an application uses them: one line for a WebSocket or a stream that closes when the session ends. */
import type { Principal } from '@gemel/protocol';
import type { NodeRequest } from '../guards/node-message.ts';
import { acceptUpgrades, type SocketServerPart, type UpgradedStream, type UpgradeListener } from './accept-upgrades.ts';
import type { SocketPart } from './close-at-end.ts';
import type { EventStream } from './event-stream.ts';
import { type StreamResponder, streamOverFetch } from './fetch-stream.ts';
import { greet, type GreetedSocket } from './greet.ts';
import type { LiveConnection, LiveOptions } from './live-connection.ts';
import type { LiveSource } from './live-source.ts';
import { type StreamedResponse, type StreamListener, streamOverNode } from './node-stream.ts';
import { createOpenConnections, type OpenConnections } from './open-connections.ts';

export interface LiveConnections<Whom extends Principal = Principal> extends OpenConnections<Whom> {
  /** Returns a listener for the event `upgrade` of node:http. `sockets` is a `WebSocketServer` of `ws` with `noServer: true`. */
  upgrade<Socket extends SocketPart, Req extends NodeRequest, Stream extends UpgradedStream>(
    sockets: SocketServerPart<Socket, Req, Stream>,
    handler: (socket: Socket, connection: LiveConnection<Whom>, request: Req) => void,
    options?: LiveOptions<Whom>,
  ): UpgradeListener<Req, Stream>;
  /** Returns what takes a socket that is open already, and whose first message is an access token. */
  greet<Socket extends GreetedSocket>(
    handler: (socket: Socket, connection: LiveConnection<Whom>) => void,
    options?: LiveOptions<Whom>,
  ): (socket: Socket) => Promise<void>;
  /** Returns a listener of node:http (a handler of Express) that answers with server-sent events. */
  events<Req extends NodeRequest, Res extends StreamedResponse>(
    handler: (stream: EventStream<Whom>, request: Req) => void,
    options?: LiveOptions<Whom>,
  ): StreamListener<Req, Res>;
  /** The same for servers that speak `Request` and `Response`. */
  eventsResponse(handler: (stream: EventStream<Whom>, request: Request) => void, options?: LiveOptions<Whom>): StreamResponder;
}

export function createConnectionsOver<Whom extends Principal>(source: LiveSource<Whom>): LiveConnections<Whom> {
  const connections = createOpenConnections(source);
  return {
    get size() {
      return connections.size;
    },
    open: connections.open,
    upgrade: (sockets, handler, options = {}) => acceptUpgrades(connections, sockets, handler, options),
    greet: (handler, options = {}) => greet(connections, source, handler, options),
    events: (handler, options = {}) => streamOverNode(connections, source, handler, options),
    eventsResponse: (handler, options = {}) => streamOverFetch(connections, source, handler, options),
  };
}
