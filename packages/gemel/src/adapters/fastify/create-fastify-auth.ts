/** Gemel for Fastify 5; its types are structural, so that nothing of Fastify is needed to build or to read this. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createFastifyHook,
  type FastifyGuardOptions,
  type FastifyHook,
  type FastifyReplyPart,
  type FastifyRequestPart,
} from '@gemel/verifier/fastify';
import { factsOf } from '@gemel/verifier/node-http';
import { createEndpoints, type EndpointsOptions } from '../../endpoints/index.ts';
import type { AuthenticationResult, ClientFacts, Gemel, SessionPrincipal, StartedSession, StartSession } from '../../index.ts';
import { calledFirst } from '../called-first.ts';
import { createSessionGuard, type Requirement } from '../guard.ts';
import { type AnswerHeaders, createSessionCalls } from '../session-calls.ts';
import { createEndpointsPlugin, type FastifyPlugin } from './endpoints-plugin.ts';

export type { FastifyInstancePart, FastifyOnRequest, FastifyPlugin } from './endpoints-plugin.ts';

/** The part of Fastify's request that is used. */
export interface FastifyRequestShape extends FastifyRequestPart {
  readonly raw: IncomingMessage;
  readonly originalUrl: string;
}

/** The part of Fastify's reply that is used. */
export interface FastifyReplyShape extends FastifyReplyPart {
  readonly raw: ServerResponse;
  getHeader(name: string): number | string | string[] | undefined;
  send(body?: Uint8Array): unknown;
}

/** `onRefused` answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
export interface FastifyAuthOptions extends EndpointsOptions, FastifyGuardOptions<FastifyRequestShape, FastifyReplyShape> {
  readonly onFault?: NonNullable<EndpointsOptions['onFault']>;
}

export interface FastifyAuth {
  /** A plugin with the engine's endpoints; requests for other paths pass. Register it before your routes, outside any prefix. */
  endpoints(): FastifyPlugin;
  /** Answers without a promise where nothing had to be read. Faults are thrown. */
  authenticate(request: FastifyRequestShape): AuthenticationResult | Promise<AuthenticationResult>;
  /** A hook, for `onRequest`, that lets a request pass, with `request.principal`, only where the requirement holds. */
  require(requirement?: Requirement): FastifyHook<FastifyRequestShape, FastifyReplyShape>;
  /** Starts a session and sets its cookie. */
  startSession(request: FastifyRequestShape, reply: FastifyReplyShape, start: StartSession): Promise<StartedSession>;
  /** Ends the request's own session and clears its cookie. @throws GemelError where it could not be ended, or the request is refused */
  endSession(request: FastifyRequestShape, reply: FastifyReplyShape): Promise<void>;
  /** Sets the cookie of a session just started or stepped up; none for a session held by tokens alone. */
  setCookie(reply: FastifyReplyShape, started: StartedSession): void;
  /** Resolves to the thumbprint of the key whose possession a request proves, for `startSession`; undefined where it carries no proof. @throws GemelError as `Gemel.proofKeyOf` */
  proofKeyOf(request: FastifyRequestShape): Promise<string | undefined>;
  /** What the request tells about its client. */
  clientFacts(request: FastifyRequestShape): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createFastifyAuth(gemel: Gemel, options: FastifyAuthOptions = {}): FastifyAuth {
  const endpoints = createEndpoints(gemel, options);
  const sessions = createSessionCalls(gemel);
  const { origin } = new URL(gemel.options.issuer);
  return {
    endpoints: calledFirst('auth.endpoints', () => createEndpointsPlugin(endpoints, origin)),
    authenticate: (request) => gemel.authenticate(factsOf(request.raw, request)),
    require: (requirement) =>
      createFastifyHook<SessionPrincipal, FastifyRequestShape, FastifyReplyShape>(createSessionGuard(gemel, requirement, options), options),
    startSession: ({ raw }, reply, start) => sessions.start(factsOf(raw), raw.socket.remoteAddress, start, headersOf(reply)),
    endSession: ({ raw }, reply) => sessions.end(factsOf(raw), headersOf(reply)),
    setCookie: (reply, started) => sessions.setCookie(started, headersOf(reply)),
    proofKeyOf: (request) => gemel.proofKeyOf(factsOf(request.raw, request)),
    clientFacts: ({ raw }) => sessions.clientFacts(factsOf(raw), raw.socket.remoteAddress),
  };
}

/** Fastify itself adds to the cookies that are set already. */
function headersOf(reply: FastifyReplyShape): AnswerHeaders {
  return {
    isSent: reply.sent,
    set: (name, value) => reply.header(name, value),
    append: (name, value) => reply.header(name, value),
  };
}
