/** The bare server and the floor on Fastify 5. */
import fastify, { type FastifyInstance } from 'fastify';
import { createFloor } from './floor.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export async function createFastifyBare(): Promise<HttpServer> {
  const app = fastify();
  app.get('/', async () => ({ subject: 'user-0' }));
  return { listener: await listenerOf(app), cookies: [], bearers: [] };
}

export async function createFastifyMap(setup: HttpSetup): Promise<HttpServer> {
  const { find, cookies, bearers } = createFloor(setup);
  const app = fastify();
  app.get('/', async ({ headers }, reply) => {
    const subject = find(headers.cookie, headers.authorization);
    if (subject === undefined) void reply.code(401);
    return { subject };
  });
  return { listener: await listenerOf(app), cookies, bearers };
}

/** What Fastify does with a request of node:http. */
export async function listenerOf(app: FastifyInstance): Promise<HttpServer['listener']> {
  await app.ready();
  return (request, response) => app.routing(request, response);
}
