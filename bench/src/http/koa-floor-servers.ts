/** The bare server and the floor on Koa 3. */
import Koa from 'koa';
import { createFloor } from './floor.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export function createKoaBare(): HttpServer {
  const app = new Koa();
  app.use((context) => {
    context.body = { subject: 'user-0' };
  });
  return { listener: listenerOf(app), cookies: [], bearers: [] };
}

export function createKoaMap(setup: HttpSetup): HttpServer {
  const { find, cookies, bearers } = createFloor(setup);
  const app = new Koa();
  app.use((context) => {
    const subject = find(context.headers.cookie, context.headers.authorization);
    context.status = subject === undefined ? 401 : 200;
    context.body = { subject };
  });
  return { listener: listenerOf(app), cookies, bearers };
}

export function listenerOf(app: Koa): HttpServer['listener'] {
  const callback = app.callback();
  return (request, response) => void callback(request, response);
}
