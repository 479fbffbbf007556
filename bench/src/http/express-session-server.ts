/** express-session on connect-redis on Express 5, as their documentation sets them up. */
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import crypto from 'node:crypto';
import { createClient } from 'redis';
import { cookieHeader } from '../material/presented-headers.ts';
import { answerExpress } from './answer-express.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

/** The session is read, and its expiry moved, at each request. */
export async function createExpressSession({ sessionCount, redisUrl }: HttpSetup): Promise<HttpServer> {
  if (redisUrl === undefined) throw new Error('express-session needs a Redis');
  const client = createClient({ url: redisUrl });
  await client.connect();
  const prefix = 'gemel-bench:express:';
  const secret = crypto.randomBytes(32).toString('base64url');
  const sids = Array.from({ length: sessionCount }, () => crypto.randomBytes(24).toString('base64url'));
  for (const [index, sid] of sids.entries())
    await client.set(prefix + sid, storedSession(index), { expiration: { type: 'EX', value: 3600 } });
  const app = express();
  app.use(session({ store: new RedisStore({ client, prefix, ttl: 3600 }), secret, resave: false, saveUninitialized: false }));
  app.get('/', (request, response) => answerExpress(response, subjectOf(request.session)));
  const close = async (): Promise<void> => {
    await client.del(sids.map((sid) => prefix + sid));
    await client.close();
  };
  return { listener: app, cookies: sids.map((sid) => cookieHeader('connect.sid', signSid(sid, secret))), bearers: [], close };
}

function storedSession(index: number): string {
  const cookie = { originalMaxAge: null, expires: null, httpOnly: true, path: '/' };
  return JSON.stringify({ cookie, subject: `user-${index}`, roles: ['member'], permissions: ['orders:read'] });
}

function subjectOf(stored: object): string | undefined {
  return 'subject' in stored && typeof stored.subject === 'string' ? stored.subject : undefined;
}

/** As express-session signs it. */
function signSid(sid: string, secret: string): string {
  const mac = crypto.createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '');
  return encodeURIComponent(`s:${sid}.${mac}`);
}
