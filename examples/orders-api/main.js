/** A service that only checks tokens: it holds no secret and asks nobody, yet refuses a session moments after its end. */
import { createServer } from 'node:http';
import { createVerifier, GemelError } from '@gemel/verifier';

const issuer = process.env.ORDERS_ISSUER ?? 'http://localhost:4000';
const port = Number(process.env.ORDERS_PORT ?? 4200);

const verifier = createVerifier({
  issuer,
  audience: issuer,
  keys: { jwksUri: `${issuer}/.well-known/jwks.json` },
  feed: { feedUri: `${issuer}/feed` },
});

const server = createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  if (request.method !== 'GET' || request.url !== '/orders') return answer(404, { error: 'There is only GET /orders.' });
  const token = /^Bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  try {
    const { sub, sid } = await verifier.verify(token);
    answer(200, { orders: [{ number: 1001, what: 'two interlocked rings', for: sub }], session: sid });
  } catch (error) {
    answer(error instanceof GemelError ? error.row.status : 500, { error: error.message });
  }
});

server.listen(port, '127.0.0.1', () =>
  console.log(`Orders are at http://localhost:${server.address().port}/orders, for whoever ${issuer} knows.`),
);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close();
    server.closeAllConnections();
    await verifier.close();
  });
}
