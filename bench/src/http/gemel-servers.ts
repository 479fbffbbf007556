/** Gemel on node:http and on Express, through the adapters that an application uses. */
import express, { type Request, type Response } from 'express';
import { createExpressAuth } from 'gemel/adapters/express';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createGemelSessions } from '../material/gemel-sessions.ts';
import { answerExpress } from './express-servers.ts';
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

export async function createExpressGemel({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const { gemel, cookies, bearers } = await createGemelSessions(sessionCount);
  const auth = createExpressAuth(gemel);
  const app = express();
  app.get('/', auth.require(), (request: Request, response: Response) => answerExpress(response, request.principal?.subject));
  return { listener: app, cookies, bearers, close: () => gemel.close() };
}
