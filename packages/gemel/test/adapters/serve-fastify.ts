/** The test application on Fastify 5. */
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { createFastifyAuth } from '../../src/adapters/fastify/index.ts';
import { GemelError, type SessionPrincipal } from '../../src/index.ts';
import { problemAnswer } from '../../src/endpoints/index.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import type { Serve } from './host.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: SessionPrincipal;
  }
}

export const serveFastify: Serve = async (gemel, options) => {
  const auth = createFastifyAuth(gemel, options);
  const pages = createFastifyAuth(gemel, {
    onRefused(_error, _request, reply: FastifyReply) {
      void reply.redirect('/sign-in', 303);
    },
  });
  const app = fastify({ forceCloseConnections: true });
  app.addContentTypeParser('*', (_request, _body, done) => done(null)); // the routes of this application take whatever comes
  await app.register(auth.endpoints());
  for (const [url, requirement] of Object.entries(guardedRoutes)) {
    app.all(url, { onRequest: auth.require(requirement) }, async (request) => request.principal);
  }
  app.get(PAGE_ROUTE, { onRequest: pages.require() }, async (request) => request.principal);
  app.all('/whoami', async (request) => {
    const result = await auth.authenticate(request);
    return { ...result, error: result.status === 'refused' ? result.error.code : undefined };
  });
  app.all('/sign-in', (request, reply) => auth.startSession(request, reply, { subject: 'ada' }));
  app.all('/sign-in-by-token', async (request, reply) =>
    auth.startSession(request, reply, { subject: 'ada', mode: 'token', jkt: await auth.proofKeyOf(request) }),
  );
  app.post('/sign-out-here', async (request, reply) => {
    await auth.endSession(request, reply);
    return {};
  });
  app.post('/step-up', { onRequest: auth.require() }, async (request, reply) => {
    auth.setCookie(reply, await gemel.stepUp(request.principal.sid, { amr: ['otp'] }));
    return {};
  });
  app.setNotFoundHandler(async (_request: FastifyRequest, reply) => reply.code(418).send());
  app.setErrorHandler(async (error, _request, reply) => {
    if (!(error instanceof GemelError)) throw error;
    const problem = problemAnswer(error);
    for (const [name, value] of problem.headers) reply.header(name, value);
    return reply.code(problem.status).send(await problem.text());
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: Number(new URL(address).port), close: () => app.close() };
};
