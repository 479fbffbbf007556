/** A process that serves one contender of the HTTP table and says, when asked, how much CPU time it has used. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from './create-http-server.ts';
import { type HttpSetup, type ServerReady, serverNames } from './http-server.ts';

const name = serverNames.find((known) => known === process.argv[2]);
if (name === undefined) throw new Error(`no server is called ${process.argv[2]}`);
const setup = JSON.parse(process.argv[3] ?? '{}') as HttpSetup; // written by the process that started this one

const served = await createHttpServer(name, setup);
const server = http.createServer((request, response) => void served.listener(request, response));
server.keepAliveTimeout = 0;

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  const ready: ServerReady = { port, cookies: served.cookies, bearers: served.bearers };
  process.send?.(ready);
});

process.on('message', (message) => {
  if (message === 'cpu') process.send?.(process.cpuUsage());
  if (message === 'flood' || message === 'calm') served.flood?.(message === 'flood');
  if (message === 'stop') void stop();
});
process.on('disconnect', () => process.exit(0));

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await served.close?.();
  process.disconnect?.();
}
