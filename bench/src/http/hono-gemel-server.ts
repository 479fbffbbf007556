/** Gemel on Hono, through the adapter that an application uses. */
import { getRequestListener } from '@hono/node-server';
import type { SessionPrincipal } from 'gemel';
import { createHonoAuth } from 'gemel/adapters/hono';
import { Hono } from 'hono';
import { createGemelSessions } from '../material/gemel-sessions.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export async function createHonoGemel({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const { gemel, cookies, bearers } = await createGemelSessions(sessionCount);
  const auth = createHonoAuth(gemel);
  const app = new Hono<{ Variables: { principal: SessionPrincipal } }>();
  app.get('/', auth.require(), (c) => c.json({ subject: c.var.principal.subject }));
  return { listener: getRequestListener(app.fetch), cookies, bearers, close: () => gemel.close() };
}
