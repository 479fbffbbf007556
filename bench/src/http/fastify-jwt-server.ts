/** @fastify/jwt on Fastify, with the cache of its verifier on. */
import fastifyJwt from '@fastify/jwt';
import fastify from 'fastify';
import { createBenchKeys, issuer } from '../material/bench-token.ts';
import { createBearers } from './bench-bearers.ts';
import { listenerOf } from './fastify-floor-servers.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export async function createFastifyJwt({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const keys = createBenchKeys('ES256');
  const app = fastify();
  await app.register(fastifyJwt, {
    secret: { public: keys.keyText },
    verify: { algorithms: ['ES256'], allowedIss: issuer, allowedAud: issuer, cache: 10_000 },
  });
  app.get('/', { onRequest: async (request) => request.jwtVerify() }, async ({ user }) => {
    return { subject: typeof user === 'object' && 'sub' in user ? user.sub : undefined };
  });
  return { listener: await listenerOf(app), cookies: [], bearers: createBearers(keys, sessionCount) };
}
