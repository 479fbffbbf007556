/** Gemel in Koa 3: sessions by a cookie, guarded routes, tokens for other services, and events that end with the session. */
import { randomBytes } from 'node:crypto';
import { json } from 'node:stream/consumers';
import { problemFrom, toGemelError } from '@gemel/protocol';
import Koa from 'koa';
import { checkRequestOrigin, createGemel } from 'gemel';
import { createKoaAuth } from 'gemel/adapters/koa';
import { createLiveConnections } from 'gemel/adapters/live';
import { createMemoryStore } from 'gemel/stores/memory';

const port = Number(process.env.PORT ?? 3000);
const issuer = `http://localhost:${port}`;
const password = randomBytes(9).toString('base64url');

const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
const auth = createKoaAuth(gemel);
const live = createLiveConnections(gemel);
const events = live.events((stream) => stream.send({ data: `hello ${stream.connection.principal.subject}` }));

const app = new Koa();
app.use(async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const { status, headers, body } = problemFrom(toGemelError(error));
    ctx.set(headers);
    ctx.status = status;
    ctx.body = JSON.stringify(body);
  }
});
app.use(auth.endpoints());

/** @type {Readonly<Record<string, ReturnType<typeof auth.require>>>} */
const guards = { '/me': auth.require(), '/orders': auth.require({ permission: 'orders:read' }) };
app.use((ctx, next) => {
  const guard = guards[ctx.path];
  return guard === undefined ? next() : guard(ctx, next);
});

app.use(async (ctx) => {
  if (ctx.path === '/me') ctx.body = { subject: ctx.state['principal'].subject };
  if (ctx.path === '/orders') ctx.body = ['two interlocked rings'];
  if (ctx.path === '/events') {
    ctx.respond = false; // what follows is between the stream and the client
    await events(ctx.req, ctx.res);
  }
  if (ctx.method === 'POST' && ctx.path === '/sign-in') {
    // No cookie speaks yet, so no guard asks where this comes from.
    checkRequestOrigin({ method: ctx.method, header: (name) => ctx.get(name) || undefined }, [issuer]);
    ctx.status = 401;
    if (Object(await json(ctx.req)).password !== password) return; // your own check stands here
    await auth.startSession(ctx, { subject: 'ada', permissions: ['orders:read'] });
    ctx.status = 204;
  }
  if (ctx.method === 'POST' && ctx.path === '/sign-out') {
    await auth.endSession(ctx);
    ctx.status = 204;
  }
});

app.listen(port, '127.0.0.1', () => console.log(`Try it at ${issuer}: the password is ${password}`));
