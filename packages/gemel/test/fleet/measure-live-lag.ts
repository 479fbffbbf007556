/** How long a WebSocket on one node stays open after its session was ended on another one, over a real engine. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGemel, type StartedSession } from 'gemel';
import { createLiveConnections } from 'gemel/adapters/live';
import { WebSocket, WebSocketServer } from 'ws';
import type { StoreEngine } from './store-engines.ts';

export interface LiveLags {
  /** Milliseconds from the call of `revokeSession` at the other node until the client has the close frame. */
  readonly fromCallMs: readonly number[];
  /** The same from when `revokeSession` has resolved; less than zero where the client knew before the caller. */
  readonly fromCommitMs: readonly number[];
}

const options = { issuer: 'https://app.example', secret: 'a secret for lag tests, made of words' };
const { origin } = new URL(options.issuer);

/** Two nodes, each with a handle of its own on the engine; so many sockets at one of them, whose sessions are ended at the other, one after the other. */
export async function measureLiveLag({ start }: StoreEngine, count: number): Promise<LiveLags> {
  const engine = await start();
  const [here, there] = await engine.openNodes(2);
  if (here === undefined || there === undefined) throw new Error('an engine opens two nodes');
  const [node, other] = [await createGemel({ ...options, store: here.store }), await createGemel({ ...options, store: there.store })];
  const live = createLiveConnections(node);
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer().on(
    'upgrade',
    live.upgrade(sockets, (socket) => socket.send('hello')),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is one

  const openFor = async ({ sessionToken = '' }: StartedSession): Promise<WebSocket> => {
    const client = new WebSocket(url, { headers: { origin, cookie: `__Host-Http-gemel=${sessionToken}` } });
    await once(client, 'message');
    return client;
  };

  const fromCallMs: number[] = [];
  const fromCommitMs: number[] = [];
  try {
    const sessions = await Promise.all(Array.from({ length: count }, (_, index) => other.startSession({ subject: `user-${index}` })));
    const clients = await Promise.all(sessions.map(openFor));
    for (const [index, { session }] of sessions.entries()) {
      const closed = once(clients[index] ?? server, 'close').then(() => performance.now());
      const calledMs = performance.now();
      await other.revokeSession(session.sid);
      const committedMs = performance.now();
      const closedMs = await closed;
      fromCallMs.push(closedMs - calledMs);
      fromCommitMs.push(closedMs - committedMs);
    }
  } finally {
    for (const client of sockets.clients) client.terminate();
    server.close();
    await Promise.all([node.close(), other.close()]);
    await Promise.all([here.close(), there.close()]);
    await engine.stop();
  }
  return { fromCallMs, fromCommitMs };
}
