/** Gemel where a server speaks `Request` and `Response`: as it is for Bun (`bun main.js`) and Deno (`deno serve -A main.js`); `on-node.js` serves it on Node.js. */
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { problemFrom, toGemelError } from '@gemel/protocol';
import { factsOfRequest } from '@gemel/verifier/fetch';
import { checkRequestOrigin, createGemel } from 'gemel';
import { createFetchAuth } from 'gemel/adapters/fetch';
import { createLiveConnections } from 'gemel/adapters/live';
import { createMemoryStore } from 'gemel/stores/memory';

const port = Number(process.env.PORT ?? 3000);
const issuer = `http://localhost:${port}`;
const password = randomBytes(9).toString('base64url');

const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
const auth = createFetchAuth(gemel);
const live = createLiveConnections(gemel);
const endpoints = auth.endpoints();

/** @type {Readonly<Record<string, (request: Request) => Response | Promise<Response>>>} */
const routes = {
  'GET /me': auth.require({}, (_request, principal) => Response.json({ subject: principal.subject })),
  'GET /orders': auth.require({ permission: 'orders:read' }, () => Response.json(['two interlocked rings'])),
  'GET /events': live.eventsResponse((stream) => stream.send({ data: `hello ${stream.connection.principal.subject}` })),
  async 'POST /sign-in'(request) {
    // No cookie speaks yet, so no guard asks where this comes from.
    checkRequestOrigin(factsOfRequest(request), [issuer]);
    if (Object(await request.json()).password !== password) return new Response(null, { status: 401 }); // your own check stands here
    const headers = new Headers();
    await auth.startSession(request, headers, { subject: 'ada', permissions: ['orders:read'] });
    return new Response(null, { status: 204, headers });
  },
  async 'POST /sign-out'(request) {
    const headers = new Headers();
    await auth.endSession(request, headers);
    return new Response(null, { status: 204, headers });
  },
};

/** @param {Request} request */
async function answer(request) {
  try {
    const answered = await endpoints(request);
    if (answered !== undefined) return answered;
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    return route === undefined ? new Response(null, { status: 404 }) : await route(request);
  } catch (error) {
    const { status, headers, body } = problemFrom(toGemelError(error));
    return new Response(JSON.stringify(body), { status, headers });
  }
}

console.log(`Try it at ${issuer}: the password is ${password}`);
export default { port, hostname: '127.0.0.1', fetch: answer };
