/** A node of the classic: express-session over a store that the nodes share. */
import express, { type Request } from 'express';
import session from 'express-session';
import { connectStore } from '../store/store-client.ts';
import { ExpressSessionStore } from '../store/express-session-store.ts';
import { answerFault } from './answer-fault.ts';
import { serveNode } from './serve-node.ts';

serveNode(async ({ secret, storePort }) => {
  const client = await connectStore(storePort ?? 0);
  const app = express();
  app.use(session({ secret, store: new ExpressSessionStore(client), resave: false, saveUninitialized: false }));
  app.post('/sign-in', (request, response, next) => {
    request.session.regenerate((failed: unknown) => {
      if (failed) return next(failed);
      Object.assign(request.session, { subject: 'ada', roles: ['member'] });
      response.json({});
    });
  });
  app.get('/whoami', (request, response) => void response.sendStatus(isSignedIn(request) ? 200 : 401));
  app.post('/sign-out', (request, response, next) => {
    request.session.destroy((failed: unknown) => (failed ? next(failed) : response.sendStatus(204)));
  });
  app.use(answerFault);
  return { listener: app, storeCommands: client.commands, holdings: client.holdings, cutStore: client.cut };
});

function isSignedIn(request: Request): boolean {
  return 'subject' in request.session;
}
