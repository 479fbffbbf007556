/** A service that only checks tokens: it holds no secret and asks nobody, yet refuses a session moments after its end. */
import { createServer } from 'node:http';
import { createVerifier } from '@gemel/verifier';
import { createNodeHttpGuard } from '@gemel/verifier/node-http';

const issuer = process.env.ORDERS_ISSUER ?? 'http://localhost:4000';
const port = Number(process.env.ORDERS_PORT ?? 4200);
/** @param {unknown} error */
const onFault = (error) => console.error(String(error));

const verifier = createVerifier({ issuer, audience: issuer, onFault });
const guard = createNodeHttpGuard(verifier, { onFault });

const listOrders = guard({}, (request, /** @type {import('node:http').ServerResponse} */ response) => {
  const { subject, sid } = request.principal;
  answer(response, 200, { orders: [{ number: 1001, what: 'two interlocked rings', for: subject }], sid });
});

const server = createServer((request, response) => {
  if (request.url === '/orders') listOrders(request, response);
  else answer(response, 404, { error: 'There is only GET /orders.' });
});

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

server.listen(port, '127.0.0.1', () => {
  const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address()); // a TCP server's address is one
  console.log(`Orders are at http://localhost:${bound}/orders`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close();
    server.closeAllConnections();
    await verifier.close();
  });
}
