/** The engine's endpoints as a plugin of Fastify. */
import type { Endpoints } from '../../endpoints/index.ts';
import { callEndpoint, ownsTarget } from '../node-http/call-endpoint.ts';
import type { FastifyReplyShape, FastifyRequestShape } from './create-fastify-auth.ts';

/** A hook of Fastify's, as far as it is used. */
export type FastifyOnRequest = (request: FastifyRequestShape, reply: FastifyReplyShape, done: (error?: Error) => void) => void;

/** The part of Fastify's instance that is used. */
export interface FastifyInstancePart {
  addHook(name: 'onRequest', hook: FastifyOnRequest): unknown;
}

/** Fits `FastifyPluginCallback`. */
export type FastifyPlugin = (instance: FastifyInstancePart, options: object, done: (error?: Error) => void) => void;

/**
 * Answers in `onRequest`, so before Fastify reads or parses a body and whether or not it has a route for the path; whatever hooks have set
 * on the reply before goes out with it.
 */
export function createEndpointsPlugin(endpoints: Endpoints, origin: string): FastifyPlugin {
  const answerOwn: FastifyOnRequest = (request, reply, done) => {
    if (!ownsTarget(endpoints, request.originalUrl)) return done();
    void answer(endpoints, origin + request.originalUrl, request, reply).then(undefined, done);
  };
  const plugin: FastifyPlugin = (instance, _options, done) => {
    instance.addHook('onRequest', answerOwn);
    done();
  };
  // As fastify-plugin does: the hook counts for the instance that the plugin is registered on, not for a scope of its own.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: 'gemel-endpoints' });
}

async function answer(endpoints: Endpoints, url: string, request: FastifyRequestShape, reply: FastifyReplyShape): Promise<void> {
  const { status, headers, body, mustClose } = await callEndpoint(endpoints, url, { req: request.raw, res: reply.raw });
  if (reply.sent || reply.raw.destroyed) return;
  reply.code(status);
  if (mustClose) reply.header('connection', 'close');
  for (const [name, value] of headers) reply.header(name, name === 'vary' ? joined(reply.getHeader(name), value) : value);
  reply.send(body.byteLength === 0 ? undefined : body);
}

function joined(before: number | string | string[] | undefined, value: string): string {
  return before === undefined ? value : `${String(before)}, ${value}`;
}
