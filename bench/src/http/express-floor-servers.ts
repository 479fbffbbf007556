/** The bare server and the floor on Express 5. */
import express from 'express';
import { answerExpress } from './answer-express.ts';
import { createFloor } from './floor.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export function createExpressBare(): HttpServer {
  const app = express();
  app.get('/', (_request, response) => answerExpress(response, 'user-0'));
  return { listener: app, cookies: [], bearers: [] };
}

export function createExpressMap(setup: HttpSetup): HttpServer {
  const { find, cookies, bearers } = createFloor(setup);
  const app = express();
  app.get('/', ({ headers }, response) => answerExpress(response, find(headers.cookie, headers.authorization)));
  return { listener: app, cookies, bearers };
}
