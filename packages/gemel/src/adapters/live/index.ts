/** WebSockets and server-sent events that close when their session ends, on whatever node that happens. */
import { createConnectionsOver, type LiveConnections } from '@gemel/verifier/live';
import type { Gemel, SessionPrincipal } from '../../index.ts';

/**
 * Returns the live connections of a node; make it once. Either credential opens one, the cookie from this site alone.
 *
 * @example
 * const live = createLiveConnections(gemel);
 * server.on('upgrade', live.upgrade(new WebSocketServer({ noServer: true }), (socket, { principal }) => socket.send(principal.subject)));
 * app.get('/events', live.events((stream) => stream.send({ data: 'hello' })));
 */
export function createLiveConnections(gemel: Pick<Gemel, 'live'>): LiveConnections<SessionPrincipal> {
  return createConnectionsOver(gemel.live);
}

export {
  closeAtEnd,
  closeCodes,
  type EventStream,
  type LiveConnection,
  type LiveConnections,
  type LiveOptions,
  type ServerSentEvent,
} from '@gemel/verifier/live';
