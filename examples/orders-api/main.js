/** A service that only checks tokens: it holds no secret and asks nobody, yet refuses a session moments after its end. */
import { createServer } from 'node:http';
import { problemFrom, toGemelError } from '@gemel/protocol';
import { createVerifier } from '@gemel/verifier';

const issuer = process.env.ORDERS_ISSUER ?? 'http://localhost:4000';
const port = Number(process.env.ORDERS_PORT ?? 4200);

const verifier = createVerifier({
  issuer,
  audience: issuer,
  keys: { jwksUri: `${issuer}/.well-known/jwks.json` },
  feed: { feedUri: `${issuer}/feed` },
  onFault: (error) => console.error(String(error)),
});

const server = createServer(async (request, response) => {
  const answer = (status, headers, body) => response.writeHead(status, headers).end(`${JSON.stringify(body)}\n`);
  const json = { 'content-type': 'application/json' };
  if (request.url !== '/orders') return answer(404, json, { error: 'There is only GET /orders.' });
  try {
    const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? '';
    const { subject, sid } = await verifier.principalOf(token);
    answer(200, json, { orders: [{ number: 1001, what: 'two interlocked rings', for: subject }], sid });
  } catch (error) {
    const { status, headers, body } = problemFrom(toGemelError(error));
    answer(status, headers, body);
  }
});

server.listen(port, '127.0.0.1', () => console.log(`Orders are at http://localhost:${server.address().port}/orders`));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close();
    server.closeAllConnections();
    await verifier.close();
  });
}
