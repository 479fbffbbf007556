/** A node that authenticates nobody: what the framework itself costs. The option `framework` says which. */
import express from 'express';
import fastify from 'fastify';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { serveNode } from './serve-node.ts';

const answer = { subject: 'ada', roles: ['member'] };

serveNode(async ({ options }) => {
  const listener = options['framework'] === 'fastify' ? await createFastify() : createExpress();
  return { listener, administer: async () => false };
});

function createExpress(): (request: IncomingMessage, response: ServerResponse) => void {
  const app = express();
  app.use(express.json());
  app.post('/sign-in', (_request, response) => response.json({ accessToken: 'none', refreshToken: 'none' }));
  app.get('/whoami', (_request, response) => response.json(answer));
  return app;
}

async function createFastify(): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  let listener: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const app = fastify({
    serverFactory: (handler) => {
      listener = handler;
      return new Server();
    },
  });
  app.post('/sign-in', async () => ({ accessToken: 'none', refreshToken: 'none' }));
  app.get('/whoami', async () => answer);
  await app.ready();
  return listener;
}
