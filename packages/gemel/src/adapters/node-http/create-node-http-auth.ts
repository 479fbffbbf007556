/** Gemel for node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createNodeGuard, factsOf, type NodeHttpGuardOptions } from '@gemel/verifier/node-http';
import { createEndpoints, type EndpointsOptions } from '../../endpoints/index.ts';
import type { AuthenticationResult, ClientFacts, Gemel, SessionPrincipal, StartedSession, StartSession } from '../../index.ts';
import { calledFirst } from '../called-first.ts';
import { createSessionGuard, type Requirement } from '../guard.ts';
import { type AnswerHeaders, createSessionCalls } from '../session-calls.ts';
import { serveEndpoint } from './serve-endpoint.ts';

/** `onRefused` answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
export interface NodeHttpAuthOptions extends EndpointsOptions, NodeHttpGuardOptions<IncomingMessage, ServerResponse> {
  readonly onFault?: NonNullable<EndpointsOptions['onFault']>;
}

export type GuardedRequest = IncomingMessage & { readonly principal: SessionPrincipal };
export type GuardedListener = (req: GuardedRequest, res: ServerResponse) => unknown;

export interface NodeHttpAuth {
  /** Returns a function that answers where the path is one of the engine's endpoints, and says whether it does. */
  endpoints(): (req: IncomingMessage, res: ServerResponse) => boolean;
  /** Answers without a promise where nothing had to be read. Faults are thrown. */
  authenticate(req: IncomingMessage): AuthenticationResult | Promise<AuthenticationResult>;
  /** Returns a listener that calls `listener`, with `req.principal`, only where the requirement holds; at once where nothing had to be read. */
  require(requirement: Requirement, listener: GuardedListener): (req: IncomingMessage, res: ServerResponse) => unknown;
  /** Starts a session and sets its cookie. */
  startSession(req: IncomingMessage, res: ServerResponse, start: StartSession): Promise<StartedSession>;
  /** Ends the request's own session and clears its cookie. @throws GemelError where it could not be ended, or the request is refused */
  endSession(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Sets the cookie of a session just started or stepped up; none for a session held by tokens alone. */
  setCookie(res: ServerResponse, started: StartedSession): void;
  /** Resolves to the thumbprint of the key whose possession a request proves, for `startSession`; undefined where it carries no proof. @throws GemelError as `Gemel.proofKeyOf` */
  proofKeyOf(req: IncomingMessage): Promise<string | undefined>;
  /** What the request tells about its client. */
  clientFacts(req: IncomingMessage): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createNodeHttpAuth(gemel: Gemel, options: NodeHttpAuthOptions = {}): NodeHttpAuth {
  const endpoints = createEndpoints(gemel, options);
  const sessions = createSessionCalls(gemel);
  const { origin } = new URL(gemel.options.issuer);

  return {
    endpoints: calledFirst('auth.endpoints', () => (req, res) => serveEndpoint(endpoints, origin, req, res)),
    authenticate: (req) => gemel.authenticate(factsOf(req)),
    require: (requirement, listener) => {
      const guard = createSessionGuard(gemel, requirement, options);
      const run = createNodeGuard<SessionPrincipal, IncomingMessage, ServerResponse>(guard, options);
      return (req, res) => run(req, res, (guarded) => listener(guarded, res));
    },
    startSession: (req, res, start) => sessions.start(factsOf(req), req.socket.remoteAddress, start, headersOf(res)),
    endSession: (req, res) => sessions.end(factsOf(req), headersOf(res)),
    setCookie: (res, started) => sessions.setCookie(started, headersOf(res)),
    proofKeyOf: (req) => gemel.proofKeyOf(factsOf(req)),
    clientFacts: (req) => sessions.clientFacts(factsOf(req), req.socket.remoteAddress),
  };
}

function headersOf(res: ServerResponse): AnswerHeaders {
  return {
    isSent: res.headersSent,
    set: (name, value) => res.setHeader(name, value),
    append: (name, value) => res.appendHeader(name, value),
  };
}
