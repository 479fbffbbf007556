/** The bare server and the floor on Hono 4 and its server for Node.js. */
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createFloor } from './floor.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export function createHonoBare(): HttpServer {
  const app = new Hono();
  app.get('/', (c) => c.json({ subject: 'user-0' }));
  return { listener: getRequestListener(app.fetch), cookies: [], bearers: [] };
}

export function createHonoMap(setup: HttpSetup): HttpServer {
  const { find, cookies, bearers } = createFloor(setup);
  const app = new Hono();
  app.get('/', (c) => {
    const subject = find(c.req.header('cookie'), c.req.header('authorization'));
    return c.json({ subject }, subject === undefined ? 401 : 200);
  });
  return { listener: getRequestListener(app.fetch), cookies, bearers };
}
