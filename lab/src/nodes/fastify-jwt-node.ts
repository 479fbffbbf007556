/** A node of @fastify/jwt on Fastify, as its documentation sets it up; refresh tokens as beside jose, since the package has none. */
import fastifyJwt from '@fastify/jwt';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { openKeyValue } from '../store/key-value.ts';
import { readSignIn, readText, type SignInBody } from './read-body.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { serveNode } from './serve-node.ts';

serveNode(async (setup) => {
  const { keyValue, client: _, ...watched } = await openKeyValue(setup);
  const refreshTokens = createRefreshTokens(keyValue, setup.lifetimes.idle);
  let listener: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const app = fastify({
    serverFactory: (handler) => {
      listener = handler;
      return new Server();
    },
  });
  await app.register(fastifyJwt, { secret: setup.secret, sign: { expiresIn: `${setup.lifetimes.token ?? 900}s` } });

  const authenticate = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await request.jwtVerify().catch(() => reply.code(401).send());
  };
  const issue = async (person: SignInBody): Promise<object> => {
    const { subject, roles, permissions } = person;
    const accessToken = app.jwt.sign({ sub: subject, roles, permissions });
    return { accessToken, refreshToken: await refreshTokens.begin(person) };
  };
  app.post('/sign-in', async ({ body }) => issue(readSignIn(body)));
  app.get('/whoami', { onRequest: authenticate }, async ({ user }) => {
    const { sub, roles } = user as { sub: string; roles: readonly string[] }; // as `issue` wrote it
    return { subject: sub, roles };
  });
  app.post('/act', { onRequest: authenticate }, async (_request, reply) => reply.code(204).send());
  app.post('/refresh', async ({ body }, reply) => {
    const person = await refreshTokens.take(readText(body, 'refreshToken'));
    return person === null ? reply.code(401).send() : issue(person);
  });
  app.post('/sign-out', async ({ body }, reply) => {
    await refreshTokens.take(readText(body, 'refreshToken'));
    return reply.code(204).send();
  });
  app.post('/sign-out-everywhere', { onRequest: authenticate }, async ({ user }, reply) => {
    await refreshTokens.forgetAll((user as { sub: string }).sub); // as `issue` wrote it
    return reply.code(204).send();
  });
  await app.ready();
  return {
    listener,
    ...watched,
    describe: refreshTokens.describe,
    async administer(act) {
      if (act.act === 'disable') await refreshTokens.forgetAll(act.subject);
      else await refreshTokens.changeRoles(act.subject, act.roles);
      return true;
    },
  };
});
