/** Gemel in node:http alone: sessions by a cookie, guarded routes, tokens for other services, and events that end with the session. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { problemFrom, toGemelError } from '@gemel/protocol';
import { answerProblem, factsOf } from '@gemel/verifier/node-http';
import { checkRequestOrigin, createGemel } from 'gemel';
import { createLiveConnections } from 'gemel/adapters/live';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';

const port = Number(process.env.PORT ?? 3000);
const issuer = `http://localhost:${port}`;
const password = randomBytes(9).toString('base64url');

const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
const auth = createNodeHttpAuth(gemel);
const live = createLiveConnections(gemel);
const endpoints = auth.endpoints();

/** @type {Readonly<Record<string, (req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => unknown>>} */
const routes = {
  'GET /me': auth.require({}, (req, res) => res.end(JSON.stringify({ subject: req.principal.subject }))),
  'GET /orders': auth.require({ permission: 'orders:read' }, (_req, res) => res.end(JSON.stringify(['two interlocked rings']))),
  'GET /events': live.events((stream) => stream.send({ data: `hello ${stream.connection.principal.subject}` })),
  async 'POST /sign-in'(req, res) {
    // No cookie speaks yet, so no guard asks where this comes from.
    checkRequestOrigin(factsOf(req), [issuer]);
    if (Object(await json(req)).password !== password) return res.writeHead(401).end(); // your own check stands here
    await auth.startSession(req, res, { subject: 'ada', permissions: ['orders:read'] });
    return res.writeHead(204).end();
  },
  async 'POST /sign-out'(req, res) {
    await auth.endSession(req, res);
    return res.writeHead(204).end();
  },
};

const server = createServer(async (req, res) => {
  if (endpoints(req, res)) return;
  const route = routes[`${req.method} ${req.url}`];
  try {
    if (route === undefined) res.writeHead(404).end();
    else await route(req, res);
  } catch (error) {
    answerProblem(res, problemFrom(toGemelError(error)));
  }
});
server.listen(port, '127.0.0.1', () => console.log(`Try it at ${issuer}: the password is ${password}`));
