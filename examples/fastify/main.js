/** Gemel in Fastify 5: sessions by a cookie, guarded routes, tokens for other services, and events that end with the session. */
import { randomBytes } from 'node:crypto';
import { problemFrom, toGemelError } from '@gemel/protocol';
import fastify from 'fastify';
import { checkRequestOrigin, createGemel } from 'gemel';
import { createFastifyAuth } from 'gemel/adapters/fastify';
import { createLiveConnections } from 'gemel/adapters/live';
import { createMemoryStore } from 'gemel/stores/memory';

const port = Number(process.env.PORT ?? 3000);
const issuer = `http://localhost:${port}`;
const password = randomBytes(9).toString('base64url');

const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
const auth = createFastifyAuth(gemel);
const live = createLiveConnections(gemel);

const app = fastify();
app.setErrorHandler((error, _request, reply) => {
  const { status, headers, body } = problemFrom(toGemelError(error));
  return reply.code(status).headers(headers).send(JSON.stringify(body));
});
await app.register(auth.endpoints());
app.get('/me', { onRequest: auth.require() }, async (request) => ({ subject: request.principal.subject }));
app.get('/orders', { onRequest: auth.require({ permission: 'orders:read' }) }, async () => ['two interlocked rings']);

const events = live.events((stream) => stream.send({ data: `hello ${stream.connection.principal.subject}` }));
app.get('/events', (request, reply) => {
  reply.hijack(); // what follows is between the stream and the client
  return events(request.raw, reply.raw);
});

app.post('/sign-in', async (request, reply) => {
  // No cookie speaks yet, so no guard asks where this comes from.
  checkRequestOrigin({ method: request.method, header: (name) => request.headers[name]?.toString() }, [issuer]);
  if (Object(request.body).password !== password) return reply.code(401).send(); // your own check stands here
  await auth.startSession(request, reply, { subject: 'ada', permissions: ['orders:read'] });
  return reply.code(204).send();
});
app.post('/sign-out', async (request, reply) => {
  await auth.endSession(request, reply);
  return reply.code(204).send();
});

await app.listen({ port, host: '127.0.0.1' });
console.log(`Try it at ${issuer}: the password is ${password}`);
