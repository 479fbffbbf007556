/** The bare server and the floor on Express 5. */
import express from 'express';
import { createSessionMap } from '../material/session-map.ts';
import { answerExpress } from './answer-express.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export function createExpressBare(): HttpServer {
  const app = express();
  app.get('/', (_request, response) => answerExpress(response, 'user-0'));
  return { listener: app, cookies: [], bearers: [] };
}

export function createExpressMap({ sessionCount }: HttpSetup): HttpServer {
  const sessions = createSessionMap(sessionCount);
  const app = express();
  app.get('/', (request, response) => answerExpress(response, sessions.find(request.headers.cookie ?? '')));
  return { listener: app, cookies: sessions.cookies, bearers: [] };
}
