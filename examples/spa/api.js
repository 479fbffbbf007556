/** An API on another origin: it only checks tokens, and lets the page's origin read its answers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createVerifier } from '@gemel/verifier';
import { createNodeHttpGuard } from '@gemel/verifier/node-http';

/** @param {{ issuer: string, port: number }} options */
export async function startApi({ issuer, port }) {
  const onFault = (error) => console.error(String(error));
  const verifier = createVerifier({ issuer, audience: issuer, onFault });
  const guard = createNodeHttpGuard(verifier, { onFault });
  const listOrders = guard({}, (request, response) => {
    const { subject } = request.principal;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ orders: [{ number: 1001, what: 'two interlocked rings', for: subject }] }));
  });

  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', issuer);
    response.setHeader('access-control-allow-headers', 'authorization');
    response.setHeader('access-control-expose-headers', 'www-authenticate');
    response.setHeader('access-control-max-age', '600');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (request.url === '/orders') listOrders(request, response);
    else response.writeHead(404).end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await verifier.close();
    },
  };
}
