/** Gemel on Fastify, through the adapter that an application uses. */
import fastify, { type FastifyRequest } from 'fastify';
import type { SessionPrincipal } from 'gemel';
import { createFastifyAuth } from 'gemel/adapters/fastify';
import { createGemelSessions } from '../material/gemel-sessions.ts';
import { listenerOf } from './fastify-floor-servers.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export async function createFastifyGemel({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const { gemel, cookies, bearers } = await createGemelSessions(sessionCount);
  const auth = createFastifyAuth(gemel);
  const app = fastify();
  app.get('/', { onRequest: auth.require() }, async (request: FastifyRequest & { principal?: SessionPrincipal }) => {
    return { subject: request.principal?.subject };
  });
  return { listener: await listenerOf(app), cookies, bearers, close: () => gemel.close() };
}
