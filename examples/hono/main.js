/** Gemel in Hono 4, here on Node.js: sessions by a cookie, guarded routes, tokens for other services, and events that end with the session. */
import { randomBytes } from 'node:crypto';
import { problemFrom, toGemelError } from '@gemel/protocol';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { checkRequestOrigin, createGemel } from 'gemel';
import { createHonoAuth } from 'gemel/adapters/hono';
import { createLiveConnections } from 'gemel/adapters/live';
import { createMemoryStore } from 'gemel/stores/memory';

const port = Number(process.env.PORT ?? 3000);
const issuer = `http://localhost:${port}`;
const password = randomBytes(9).toString('base64url');

const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
/** @param {import('hono').Context} c */
const remoteAddress = (c) => getConnInfo(c).remote.address;
const auth = createHonoAuth(gemel, { remoteAddress });
const live = createLiveConnections(gemel);

/** @type {Hono<{ Variables: { principal: import('gemel').SessionPrincipal } }>} */
const app = new Hono();
app.onError((error) => {
  const { status, headers, body } = problemFrom(toGemelError(error));
  return new Response(JSON.stringify(body), { status, headers });
});
app.use(auth.endpoints());
app.get('/me', auth.require(), (c) => c.json({ subject: c.var.principal.subject }));
app.get('/orders', auth.require({ permission: 'orders:read' }), (c) => c.json(['two interlocked rings']));

const events = live.eventsResponse((stream) => stream.send({ data: `hello ${stream.connection.principal.subject}` }));
app.get('/events', (c) => events(c.req.raw));

app.post('/sign-in', async (c) => {
  // No cookie speaks yet, so no guard asks where this comes from.
  checkRequestOrigin({ method: c.req.method, header: (name) => c.req.header(name) }, [issuer]);
  const given = await c.req.json();
  if (Object(given).password !== password) return c.body(null, 401); // your own check stands here
  await auth.startSession(c, { subject: 'ada', permissions: ['orders:read'] });
  return c.body(null, 204);
});
app.post('/sign-out', async (c) => {
  await auth.endSession(c);
  return c.body(null, 204);
});

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => console.log(`Try it at ${issuer}: the password is ${password}`));
