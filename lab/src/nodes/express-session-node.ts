/** A node of the classic: express-session on connect-redis, as their documentation sets them up. */
import { RedisStore } from 'connect-redis';
import express, { type Request } from 'express';
import session, { type SessionData, type Store } from 'express-session';
import { KeyValueSessionStore } from '../store/key-value-session-store.ts';
import { openKeyValue } from '../store/key-value.ts';
import { answerAsync } from './answer-async.ts';
import { answerFault } from './answer-fault.ts';
import type { Known } from './node-setup.ts';
import { readSignIn, type SignInBody } from './read-body.ts';
import { serveNode } from './serve-node.ts';

serveNode(async (setup) => {
  const { keyValue, client, ...watched } = await openKeyValue(setup);
  const { secret, lifetimes } = setup;
  const store: Store = client === null ? new KeyValueSessionStore(keyValue) : new RedisStore({ client });
  const app = express();
  app.use(express.json());
  app.use(
    session({
      store,
      secret,
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { httpOnly: true, sameSite: 'lax', maxAge: lifetimes.idle * 1000 },
    }),
  );

  app.post('/sign-in', (request, response, next) => {
    const person = readSignIn(request.body);
    request.session.regenerate((failed: unknown) => {
      if (failed) return next(failed);
      Object.assign(request.session, { person });
      // express-session does not say whose sessions there are; who wants to end them all keeps a list.
      void keyValue.add(`sessions-of:${person.subject}`, request.sessionID).then(() => response.json({}), next);
    });
  });
  app.get('/whoami', (request, response) => {
    const person = personOf(request);
    if (person === null) return response.sendStatus(401);
    return response.json({ subject: person.subject, roles: person.roles });
  });
  app.post('/act', (request, response) => response.sendStatus(personOf(request) === null ? 401 : 204));
  app.post('/sign-out', (request, response, next) => {
    request.session.destroy((failed: unknown) => (failed ? next(failed) : response.sendStatus(204)));
  });
  app.post(
    '/sign-out-everywhere',
    answerAsync(async (request, response) => {
      const person = personOf(request);
      if (person === null) return response.sendStatus(401);
      await endAll(person.subject);
      return response.sendStatus(204);
    }),
  );
  app.use(answerFault);

  const endAll = async (subject: string): Promise<void> => {
    for (const sid of await keyValue.members(`sessions-of:${subject}`)) await call((done) => store.destroy(sid, done));
  };
  const changeRoles = async (subject: string, roles: readonly string[]): Promise<void> => {
    for (const sid of await keyValue.members(`sessions-of:${subject}`)) {
      const data = await call<{ person?: SignInBody; cookie: never } | undefined>((done) => store.get(sid, done as never));
      if (data?.person === undefined) continue;
      await call((done) => store.set(sid, Object.assign(data, { person: { ...data.person, roles } }) as never, done));
    }
  };
  const describe = async (subject: string): Promise<Known> => {
    const found: SessionData[] = [];
    for (const sid of await keyValue.members(`sessions-of:${subject}`)) {
      const data = await call<SessionData | null>((done) => store.get(sid, done));
      if (data !== undefined && data !== null) found.push(data);
    }
    return {
      count: found.length,
      facts: Object.keys(found[0] ?? {}).flatMap((name) => (name === 'person' ? ['subject', 'roles', 'permissions'] : [name])),
    };
  };
  return {
    listener: app,
    describe,
    ...watched,
    async administer(act) {
      if (act.act === 'disable') await endAll(act.subject);
      else await changeRoles(act.subject, act.roles);
      return true;
    },
  };
});

function personOf(request: Request): SignInBody | null {
  return (Reflect.get(request.session, 'person') as SignInBody | undefined) ?? null; // written at the sign-in
}

/** A store's call as a promise. */
function call<T>(send: (done: (error?: unknown, value?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    send((error, value) =>
      error ? reject(error instanceof Error ? error : new Error('the session store failed', { cause: error })) : resolve(value),
    );
  });
}
