/** A node of Gemel: one SQLite file that the nodes share, sessions held by cookie or by token. */
import express from 'express';
import { createGemel, type Gemel } from 'gemel';
import { createExpressAuth } from 'gemel/adapters/express';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import path from 'node:path';
import type { Holdings } from '../scheme.ts';
import { openSqlite } from '../store/open-sqlite.ts';
import { watchSessionStore } from '../store/watched-session-store.ts';
import { answerAsync } from './answer-async.ts';
import { answerFault } from './answer-fault.ts';
import { serveNode } from './serve-node.ts';

serveNode(async ({ credential, folder, maxStaleness, secret }) => {
  const database = await openSqlite(path.join(folder, 'gemel.db'));
  migrateSqliteStore(database);
  const watched = watchSessionStore(createSqliteStore(database));
  const gemel = await createGemel({ issuer: 'http://localhost', secret, store: watched.store, freshness: { maxStaleness } });
  const sids: string[] = [];
  return {
    listener: createApp(gemel, credential, (sid) => sids.push(sid)),
    storeCommands: watched.commands,
    holdings: () => measure(watched.store, sids),
    cutStore: watched.cut,
  };
});

function createApp(gemel: Gemel, mode: 'cookie' | 'token', onStarted: (sid: string) => void): express.Express {
  const auth = createExpressAuth(gemel);
  const app = express();
  app.use(express.json());
  const signIn = answerAsync(async (request, response) => {
    const { session, tokens } = await auth.startSession(request, response, { subject: 'ada', mode, roles: ['member'] });
    onStarted(session.sid);
    response.json({ accessToken: tokens?.accessToken, refreshToken: tokens?.refreshToken });
  });
  const signOut = answerAsync(async (request, response) => {
    await auth.endSession(request, response);
    response.sendStatus(204);
  });
  const refresh = answerAsync(async (request, response) => {
    const { refreshToken } = request.body as { readonly refreshToken: string }; // from the lab's own client
    response.json(await gemel.refresh(refreshToken));
  });
  app.post('/sign-in', signIn).post('/sign-out', signOut).post('/refresh', refresh);
  app.get('/whoami', auth.require(), (_request, response) => void response.sendStatus(200));
  app.use(answerFault);
  return app;
}

async function measure(store: { find(sid: string): Promise<{ value: unknown }> }, sids: readonly string[]): Promise<Holdings> {
  const found = await Promise.all(sids.map(async (sid) => (await store.find(sid)).value));
  const records = found.filter((record) => record !== undefined);
  return { records: records.length, bytes: records.reduce<number>((sum, record) => sum + JSON.stringify(record).length, 0) };
}
