/** Gemel on Koa, through the adapter that an application uses. */
import { createKoaAuth } from 'gemel/adapters/koa';
import Koa from 'koa';
import { createGemelSessions } from '../material/gemel-sessions.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';
import { listenerOf } from './koa-floor-servers.ts';

export async function createKoaGemel({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const { gemel, cookies, bearers } = await createGemelSessions(sessionCount);
  const auth = createKoaAuth(gemel);
  const app = new Koa();
  app.use(auth.require());
  app.use((context) => {
    context.body = { subject: context.state['principal']?.subject };
  });
  return { listener: listenerOf(app), cookies, bearers, close: () => gemel.close() };
}
