/** WebSockets and server-sent events at a service that only verifies: open no longer than requests with the same token would be let in. */
import type { Verifier } from '../create-verifier.ts';
import { createConnectionsOver, type LiveConnections } from './create-live-connections.ts';
import { createVerifierSource } from './verifier-source.ts';

/**
 * Returns the live connections of a verifier; make it once.
 *
 * @example
 * const live = createLiveConnections(createVerifier({ issuer, audience }));
 * app.get('/orders/events', live.events((stream) => orders.on('order', (order) => stream.send({ data: order.text }))));
 */
export function createLiveConnections(verifier: Pick<Verifier, 'parts'>): LiveConnections {
  return createConnectionsOver(createVerifierSource(verifier));
}

export type { SocketServerPart, UpgradedStream, UpgradeListener } from './accept-upgrades.ts';
export { closeAtEnd, closeCodes, type SocketPart } from './close-at-end.ts';
export { createConnectionsOver, type LiveConnections } from './create-live-connections.ts';
export type { EventStream, ServerSentEvent } from './event-stream.ts';
export type { StreamResponder } from './fetch-stream.ts';
export type { GreetedSocket } from './greet.ts';
export type { LiveConnection, LiveOptions } from './live-connection.ts';
export type { Judged, LiveSource, Presented } from './live-source.ts';
export type { StreamedResponse, StreamListener } from './node-stream.ts';
export type { OpenConnections } from './open-connections.ts';
