/** better-auth's `getSession` on Hono: from SQLite, from its cookie cache, and from Redis as its secondary storage. */
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { Hono } from 'hono';
import Libsql from 'libsql';
import { createClient } from 'redis';
import type { HttpServer, HttpSetup } from './http-server.ts';

/** People who sign up; the load presents their cookies in turn. */
const mostPeople = 50;
const prefix = 'gemel-bench:better-auth:';

export async function createBetterAuthSqlite(setup: HttpSetup): Promise<HttpServer> {
  return createServer(setup, {});
}

export async function createBetterAuthCookieCache(setup: HttpSetup): Promise<HttpServer> {
  return createServer(setup, { session: { cookieCache: { enabled: true, maxAge: 3600 } } });
}

export async function createBetterAuthRedis(setup: HttpSetup): Promise<HttpServer> {
  if (setup.redisUrl === undefined) throw new Error('better-auth is to use a Redis');
  const client = createClient({ url: setup.redisUrl });
  await client.connect();
  const secondaryStorage: NonNullable<BetterAuthOptions['secondaryStorage']> = {
    get: (key) => client.get(prefix + key),
    getAndDelete: (key) => client.getDel(prefix + key),
    set: (key, value, ttl = 3600) => client.set(prefix + key, value, { expiration: { type: 'EX', value: ttl } }),
    delete: async (key) => void (await client.del(prefix + key)),
    async increment(key, ttl) {
      const count = await client.incr(prefix + key);
      if (count === 1) await client.expire(prefix + key, ttl);
      return count;
    },
  };
  const server = await createServer(setup, { secondaryStorage });
  const close = async (): Promise<void> => {
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*` })) if (keys.length > 0) await client.del(keys);
    await client.close();
    await server.close?.();
  };
  return { ...server, close };
}

async function createServer({ sessionCount }: HttpSetup, further: BetterAuthOptions): Promise<HttpServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemel-bench-better-auth-'));
  const database = new Libsql(path.join(folder, 'auth.db'));
  const options: BetterAuthOptions = {
    baseURL: 'http://127.0.0.1',
    secret: crypto.randomBytes(32).toString('base64url'),
    database: asBetterSqlite3(database),
    // Signing up is not what is measured.
    emailAndPassword: { enabled: true, password: { hash: async (text) => text, verify: async ({ hash, password }) => hash === password } },
    telemetry: { enabled: false },
    ...further,
  };
  await (await getMigrations(options)).runMigrations();
  const auth = betterAuth(options);
  const signUp = async (index: number): Promise<string> => {
    const body = { email: `user-${index}@app.example`, password: 'three lamps over water', name: `user-${index}` };
    const response = await auth.api.signUpEmail({ body, asResponse: true });
    const cookies = response.headers.getSetCookie().map((line) => line.slice(0, line.indexOf(';')));
    return ['theme=dark', ...cookies].join('; ');
  };
  const cookies: string[] = [];
  for (let index = 0; index < Math.min(sessionCount, mostPeople); index++) cookies.push(await signUp(index));
  const app = new Hono();
  app.get('/', async (c) => {
    const found = await auth.api.getSession({ headers: c.req.raw.headers });
    return c.json({ subject: found?.user.id }, found === null ? 401 : 200);
  });
  const close = async (): Promise<void> => {
    database.close();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { listener: getRequestListener(app.fetch), cookies, bearers: [], close };
}

/** better-auth tells drivers apart by their members, and would take libsql for something else by one that is private. */
function asBetterSqlite3(database: Libsql.Database): Pick<Libsql.Database, 'prepare' | 'exec' | 'close' | 'aggregate'> {
  return {
    prepare: database.prepare.bind(database),
    exec: database.exec.bind(database),
    close: database.close.bind(database),
    aggregate: database.aggregate.bind(database),
  };
}
