/** A node of Gemel on Express: sessions held by cookie or by token, as the option `mode` says. */
import express, { type Request } from 'express';
import { createGemel, type Gemel, type SessionStore, signingAlgorithms } from 'gemel';
import { createExpressAuth } from 'gemel/adapters/express';
import { createRedisStore } from 'gemel/stores/redis';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { Redis } from 'ioredis';
import { openSqlite } from '../store/open-sqlite.ts';
import { type WatchedSessionStore, watchSessionStore } from '../store/watched-session-store.ts';
import { answerAsync } from './answer-async.ts';
import { answerFault } from './answer-fault.ts';
import type { NodeSetup } from './node-setup.ts';
import { readSignIn, readText } from './read-body.ts';
import { serveNode } from './serve-node.ts';

serveNode(async (setup) => {
  const { store, watched } = await openStore(setup);
  const { lifetimes, maxStaleness, options, reuseWindow, secret } = setup;
  const gemel = await createGemel({
    issuer: 'http://localhost',
    secret,
    store,
    sessions: { inactivityTimeout: lifetimes.idle, overallTimeout: lifetimes.overall },
    tokens: {
      ...(lifetimes.token === null ? {} : { lifetime: lifetimes.token }),
      ...(reuseWindow === null ? {} : { reuseWindow }),
      ...findAlgorithm(options['algorithm']),
    },
    freshness: { maxStaleness },
  });
  return {
    listener: createApp(gemel, options['mode'] === 'cookie' ? 'cookie' : 'token'),
    ...(watched === null ? {} : { commands: watched.commands, cut: watched.cut }),
    async describe(subject) {
      const sessions = await gemel.listSessions(subject);
      return { count: sessions.length, facts: Object.keys(sessions[0] ?? {}) };
    },
    leaseLeftMs: () => gemel.stats().feed.leaseLeftMs,
    async endEverywhere(subject) {
      const { reach } = await gemel.revokeSubject(subject, { until: 'everywhere' });
      return { reach: reach === 'committed' ? 'unguaranteed' : reach };
    },
    async administer(act) {
      if (act.act === 'disable') await gemel.revokeSubject(act.subject);
      else await gemel.changeGrants(act.subject, { roles: act.roles });
      return true;
    },
  };
});

async function openStore({ store: address, delayMs }: NodeSetup): Promise<{ store: SessionStore; watched: WatchedSessionStore | null }> {
  if (address.kind === 'redis') {
    const client = new Redis(address.url, { retryStrategy: (times) => Math.min(50 * times, 1000) });
    client.on('error', () => undefined); // the lab takes the store away on purpose
    return { store: await createRedisStore(client), watched: null };
  }
  const database = await openSqlite(address.file);
  migrateSqliteStore(database);
  const watched = watchSessionStore(createSqliteStore(database), delayMs);
  return { store: watched.store, watched };
}

function findAlgorithm(name: string | undefined): { algorithm?: (typeof signingAlgorithms)[number] } {
  const algorithm = signingAlgorithms.find((one) => one === name);
  return algorithm === undefined ? {} : { algorithm };
}

function createApp(gemel: Gemel, mode: 'cookie' | 'token'): express.Express {
  const auth = createExpressAuth(gemel);
  /** The key that a client has proven to have, and wants its tokens bound to. */
  const proofKeyOf = async (request: Request): Promise<{ jkt?: string }> => {
    const jkt = await gemel.proofKeyOf({ method: request.method, header: (name) => request.get(name), message: request });
    return jkt === undefined ? {} : { jkt };
  };
  const app = express();
  app.use(express.json());
  app.post(
    '/sign-in',
    answerAsync(async (request, response) => {
      const { tokens } = await auth.startSession(request, response, { ...readSignIn(request.body), mode, ...(await proofKeyOf(request)) });
      response.json({ accessToken: tokens?.accessToken, refreshToken: tokens?.refreshToken });
    }),
  );
  app.get('/whoami', auth.require(), ({ principal }, response) => {
    response.json({ subject: principal?.subject, roles: principal?.roles });
  });
  app.post('/act', auth.require(), (_request, response) => void response.sendStatus(204));
  app.post(
    '/refresh',
    answerAsync(async (request, response) => {
      response.json(await gemel.refresh(readText(request.body, 'refreshToken'), await proofKeyOf(request)));
    }),
  );
  app.post(
    '/sign-out',
    answerAsync(async (request, response) => {
      await auth.endSession(request, response);
      response.sendStatus(204);
    }),
  );
  app.post('/sign-out-everywhere', auth.require(), (request, response, next) => {
    void gemel.revokeSubject(request.principal?.subject ?? '').then(() => response.sendStatus(204), next);
  });
  app.get(
    '/jwks.json',
    answerAsync(async (_request, response) => response.json(await gemel.keys.publicKeys())),
  );
  app.use(answerFault);
  return app;
}
