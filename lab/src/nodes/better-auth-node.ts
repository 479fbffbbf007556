/** A node of better-auth on Express, as its documentation sets it up: people in SQLite; sessions in Redis, its secondary storage, where there is one. */
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getAdapter } from 'better-auth/db/adapter';
import { getMigrations } from 'better-auth/db/migration';
import { fromNodeHeaders } from 'better-auth/node';
import express, { type Request, type Response as Answer } from 'express';
import path from 'node:path';
import type { RedisClientType } from 'redis';
import { openKeyValue } from '../store/key-value.ts';
import { type OpenDatabase, openSqlite } from '../store/open-sqlite.ts';
import { watchAdapter } from '../store/watched-adapter.ts';
import { answerAsync } from './answer-async.ts';
import { answerFault } from './answer-fault.ts';
import type { NodeSetup } from './node-setup.ts';
import { readSignIn, type SignInBody } from './read-body.ts';
import { serveNode } from './serve-node.ts';

/** Nobody's password is checked in the lab; here everybody has one, and it is not hashed. */
const password = 'three lamps over water';

serveNode(async (setup) => {
  const { auth, watched } = await createAuth(setup);
  const { internalAdapter } = await auth.$context;
  const emailOf = (subject: string): string => `${subject}@app.example`.toLowerCase();
  const idOf = async (subject: string): Promise<string> => (await internalAdapter.findUserByEmail(emailOf(subject)))?.user.id ?? '';

  const signIn = async ({ subject, roles, permissions }: SignInBody): Promise<globalThis.Response> => {
    const email = emailOf(subject);
    const answer = await auth.api.signInEmail({ body: { email, password }, asResponse: true });
    if (answer.status !== 401) return answer;
    return auth.api.signUpEmail({
      body: { email, password, name: subject, roles: [...roles], permissions: [...permissions] },
      asResponse: true,
    });
  };
  const sessionOf = ({ headers }: Request) => auth.api.getSession({ headers: fromNodeHeaders(headers) });

  const app = express();
  app.use(express.json());
  app.post(
    '/sign-in',
    answerAsync(async ({ body }, response) => passOn(await signIn(readSignIn(body)), response)),
  );
  app.get(
    '/whoami',
    answerAsync(async (request, response) => {
      const found = await sessionOf(request);
      return found === null ? response.sendStatus(401) : response.json({ subject: found.user.name, roles: found.user.roles });
    }),
  );
  app.post(
    '/act',
    answerAsync(async (request, response) => response.sendStatus((await sessionOf(request)) === null ? 401 : 204)),
  );
  app.post(
    '/sign-out',
    answerAsync(async ({ headers }, response) => {
      passOn(await auth.api.signOut({ headers: fromNodeHeaders(headers), asResponse: true }), response);
    }),
  );
  app.post(
    '/sign-out-everywhere',
    answerAsync(async ({ headers }, response) => {
      passOn(await auth.api.revokeSessions({ headers: fromNodeHeaders(headers), asResponse: true }), response);
    }),
  );
  app.use(answerFault);
  return {
    listener: app,
    ...watched,
    async describe(subject) {
      const sessions = await internalAdapter.listSessions(await idOf(subject));
      return { count: sessions.length, facts: Object.keys(sessions[0] ?? {}) };
    },
    async administer(act) {
      const id = await idOf(act.subject);
      if (act.act === 'disable') await internalAdapter.deleteUserSessions(id);
      else await internalAdapter.updateUser(id, { roles: act.roles });
      return true;
    },
  };
});

async function createAuth(setup: NodeSetup) {
  const { secret, lifetimes, folder, store, delayMs } = setup;
  const client = store.kind === 'redis' ? (await openKeyValue(setup)).client : null;
  const database = await openSqlite(store.kind === 'sqlite' ? store.file : path.join(folder, 'people.db'));
  database.exec('pragma journal_mode = wal; pragma busy_timeout = 5000; pragma synchronous = normal;');
  const options = {
    baseURL: 'http://localhost',
    secret,
    emailAndPassword: {
      enabled: true,
      password: { hash: async (text: string) => text, verify: async ({ hash, password: given }) => hash === given },
    },
    user: { additionalFields: { roles: { type: 'string[]' }, permissions: { type: 'string[]' } } },
    // By default 7 days, moved on once a day: here as often, for its length.
    session: { expiresIn: lifetimes.idle, updateAge: lifetimes.idle / 7 },
    telemetry: { enabled: false },
    logger: { disabled: true },
    ...(client === null ? {} : { secondaryStorage: createSecondaryStorage(client) }),
  } satisfies BetterAuthOptions;
  const opened = { ...options, database: asDriver(database) };
  await (await getMigrations(opened)).runMigrations();
  const { adapter, ...watched } = watchAdapter(await getAdapter(opened), client === null ? delayMs : 0);
  return { auth: betterAuth({ ...options, database: () => adapter }), watched: client === null ? watched : {} };
}

function createSecondaryStorage(client: RedisClientType): NonNullable<BetterAuthOptions['secondaryStorage']> {
  const expiring = (ttl: number) => ({ expiration: { type: 'EX', value: Math.ceil(ttl) } }) as const;
  return {
    get: (key) => client.get(key),
    getAndDelete: (key) => client.getDel(key),
    set: (key, value, ttl) => client.set(key, value, ttl === undefined ? {} : expiring(ttl)),
    delete: async (key) => void (await client.del(key)),
    async increment(key, ttl) {
      const count = await client.incr(key);
      if (count === 1) await client.expire(key, ttl);
      return count;
    },
  };
}

/** It tells drivers apart by their members: node:sqlite's by its own, and libsql has those of better-sqlite3, but behind others. */
function asDriver(database: OpenDatabase): NonNullable<BetterAuthOptions['database']> {
  const driver =
    'createSession' in database
      ? database
      : {
          prepare: database.prepare.bind(database),
          exec: database.exec.bind(database),
          close: database.close.bind(database),
          aggregate: null,
        };
  return driver as NonNullable<BetterAuthOptions['database']>; // both are drivers that it takes
}

/** What it answers to its own endpoints, as the answer of this node. */
function passOn(answer: globalThis.Response, response: Answer): void {
  for (const line of answer.headers.getSetCookie()) response.append('set-cookie', line);
  response.status(answer.status).json({});
}
