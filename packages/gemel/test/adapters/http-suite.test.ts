/** The one HTTP suite: every case, through every adapter, over a listening server. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { authenticationCases } from './authentication-cases.ts';
import { clientCases, closedTo } from './client-cases.ts';
import { cookieCases } from './cookie-cases.ts';
import { crossSiteCases } from './cross-site-cases.ts';
import { guardCases } from './guard-cases.ts';
import { type Host, PARTNER, type Serve, startHost } from './host.ts';
import { proofCases } from './proof-cases.ts';
import { revocationCases } from './revocation-cases.ts';
import { routingCases } from './routing-cases.ts';
import { serveExpress, serveExpress4, serveExpressWithParsers } from './serve-express.ts';
import { serveFastify } from './serve-fastify.ts';
import { serveFetch } from './serve-fetch.ts';
import { serveHono } from './serve-hono.ts';
import { serveKoa, serveKoaWithParser } from './serve-koa.ts';
import { serveNodeHttp } from './serve-node-http.ts';
import { sessionCases } from './session-cases.ts';
import { tokenCases } from './token-cases.ts';

const adapters: readonly (readonly [name: string, serve: Serve])[] = [
  ['fetch', serveFetch],
  ['node:http', serveNodeHttp],
  ['Express 5', serveExpress],
  ['Express 5 behind body parsers', serveExpressWithParsers],
  ['Express 4', serveExpress4],
  ['Fastify 5', serveFastify],
  ['Hono 4', serveHono],
  ['Koa 3', serveKoa],
  ['Koa 3 behind a body parser', serveKoaWithParser],
];
const cases = [
  ...authenticationCases,
  ...guardCases,
  ...crossSiteCases,
  ...cookieCases,
  ...tokenCases,
  ...proofCases,
  ...revocationCases,
  ...clientCases,
  ...sessionCases,
  ...routingCases,
];

describe.each(adapters)('%s', (_name, serve) => {
  let hosts: { readonly plain: Host; readonly open: Host; readonly closed: Host };
  beforeAll(async () => {
    const open = { http: { allowedOrigins: [PARTNER], trustedProxies: ['127.0.0.1'] } };
    hosts = { plain: await startHost(serve), open: await startHost(serve, open), closed: await startHost(serve, {}, closedTo) };
  });
  afterAll(async () => {
    await hosts.plain.close();
    await hosts.open.close();
    await hosts.closed.close();
  });

  it.each(cases)('$title', ({ on = 'plain', run }) => run(hosts[on]));
});
