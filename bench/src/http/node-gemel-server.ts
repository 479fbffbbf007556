/** Gemel on node:http, through the adapter that an application uses; loads nothing of Express or the peers. */
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createGemelSessions } from '../material/gemel-sessions.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';
import { answerJson } from './node-servers.ts';

export async function createNodeGemel({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const { gemel, cookies, bearers } = await createGemelSessions(sessionCount);
  const auth = createNodeHttpAuth(gemel);
  return {
    listener: (request, response) => {
      const result = auth.authenticate(request);
      if (!(result instanceof Promise))
        return answerJson(response, result.status === 'authenticated' ? result.principal.subject : undefined);
      void result.then((late) => answerJson(response, late.status === 'authenticated' ? late.principal.subject : undefined));
    },
    cookies,
    bearers,
    close: () => gemel.close(),
  };
}
