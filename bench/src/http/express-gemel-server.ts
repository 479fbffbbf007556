/** Gemel on Express, through the adapter that an application uses; loads nothing of the peers. */
import express, { type Request, type Response } from 'express';
import { createExpressAuth } from 'gemel/adapters/express';
import { createGemelSessions } from '../material/gemel-sessions.ts';
import { answerExpress } from './answer-express.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export async function createExpressGemel({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const { gemel, cookies, bearers } = await createGemelSessions(sessionCount);
  const auth = createExpressAuth(gemel);
  const app = express();
  app.get('/', auth.require(), (request: Request, response: Response) => answerExpress(response, request.principal?.subject));
  return { listener: app, cookies, bearers, close: () => gemel.close() };
}
