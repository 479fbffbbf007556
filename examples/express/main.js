/** Gemel in Express 5: sessions by a cookie, guarded routes, tokens for other services, and events that end with the session. */
import { randomBytes } from 'node:crypto';
import { problemFrom, toGemelError } from '@gemel/protocol';
import express from 'express';
import { checkRequestOrigin, createGemel } from 'gemel';
import { createExpressAuth } from 'gemel/adapters/express';
import { createLiveConnections } from 'gemel/adapters/live';
import { createMemoryStore } from 'gemel/stores/memory';

const port = Number(process.env.PORT ?? 3000);
const issuer = `http://localhost:${port}`;
const password = randomBytes(9).toString('base64url');

const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
const auth = createExpressAuth(gemel);
const live = createLiveConnections(gemel);

const app = express();
app.use(auth.endpoints());
app.get('/me', auth.require(), (req, res) => res.json({ subject: req.principal.subject }));
app.get('/orders', auth.require({ permission: 'orders:read' }), (_req, res) => res.json(['two interlocked rings']));
app.get(
  '/events',
  live.events((stream) => stream.send({ data: `hello ${stream.connection.principal.subject}` })),
);

app.post('/sign-in', express.json(), async (req, res) => {
  // No cookie speaks yet, so no guard asks where this comes from.
  checkRequestOrigin({ method: req.method, header: (name) => req.get(name) }, [issuer]);
  if (req.body?.password !== password) return res.sendStatus(401); // your own check stands here
  await auth.startSession(req, res, { subject: 'ada', permissions: ['orders:read'] });
  res.sendStatus(204);
});
app.post('/sign-out', async (req, res) => {
  await auth.endSession(req, res);
  res.sendStatus(204);
});

/** @type {express.ErrorRequestHandler} */
const answerError = (error, _req, res, _next) => {
  const { status, headers, body } = problemFrom(toGemelError(error));
  res.status(status).set(headers).send(JSON.stringify(body));
};
app.use(answerError);

app.listen(port, '127.0.0.1', () => console.log(`Try it at ${issuer}: the password is ${password}`));
