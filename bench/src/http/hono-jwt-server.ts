/** hono/jwt on Hono, given the PEM as its documentation does. */
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { jwt, type JwtVariables } from 'hono/jwt';
import { createBenchKeys, issuer } from '../material/bench-token.ts';
import { createBearers } from './bench-bearers.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export function createHonoJwt({ sessionCount }: HttpSetup): HttpServer {
  const keys = createBenchKeys('ES256');
  const app = new Hono<{ Variables: JwtVariables<{ readonly sub: string }> }>();
  const verification = { iss: issuer, aud: issuer, typ: 'at+jwt' };
  app.get('/', jwt({ secret: keys.keyText.toString(), alg: 'ES256', verification }), (c) => c.json({ subject: c.var.jwtPayload.sub }));
  return { listener: getRequestListener(app.fetch), cookies: [], bearers: createBearers(keys, sessionCount) };
}
