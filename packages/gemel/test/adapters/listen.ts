/** Listens on a free port of the loopback interface. */
import { once } from 'node:events';
import type { Server } from 'node:http';

export async function listen(server: Server): Promise<{ readonly port: number; close(): Promise<void> }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return {
    port: address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
