/** A network that breaks off answers after so many bytes. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** From now on each connection ends after so many more bytes of answers; undefined: none does. */
  cutAfter(draw: (() => number) | undefined): void;
  /** How many answers were broken off. */
  cuts(): number;
  stop(): Promise<void>;
}

export async function createCuttingProxy(port: number): Promise<CuttingProxy> {
  let draw: (() => number) | undefined;
  let cuts = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (client) => {
    const upstream = net.connect({ port, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let drawnBy = draw;
    let left = draw?.() ?? Infinity;
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (drawnBy !== draw) [drawnBy, left] = [draw, draw?.() ?? Infinity];
      left -= bytes.length;
      if (left > 0) client.write(bytes);
      else {
        cuts++;
        client.end(bytes.subarray(0, bytes.length + left));
        upstream.destroy();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is one
    cutAfter: (next) => {
      draw = next;
    },
    cuts: () => cuts,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
