/** Gemel for node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GemelError } from '@gemel/protocol';
import { beginSession, cookieOf, createClientFacts, createEndpoints, endOwnSession, type EndpointsOptions } from '../../endpoints/index.ts';
import {
  type AuthenticationResult,
  type ClientFacts,
  formatClearedCookie,
  type Gemel,
  type StartedSession,
  type StartSession,
} from '../../index.ts';
import type { Requirement } from '../guard.ts';
import { createGuard, type GuardedRequest, type GuardOptions } from './create-guard.ts';
import { factsOf } from './request-facts.ts';
import { serveEndpoint } from './serve-endpoint.ts';

export interface NodeHttpAuthOptions extends EndpointsOptions, GuardOptions {}

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
  /** What the request tells about its client. */
  clientFacts(req: IncomingMessage): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createNodeHttpAuth(gemel: Gemel, options: NodeHttpAuthOptions = {}): NodeHttpAuth {
  const endpoints = createEndpoints(gemel, options);
  const readFacts = createClientFacts(gemel);
  const { origin } = new URL(gemel.options.issuer);

  const setCookie = (res: ServerResponse, started: StartedSession): void => {
    const cookie = cookieOf(gemel, started);
    res.setHeader('cache-control', 'no-store');
    if (cookie !== undefined) res.appendHeader('set-cookie', cookie);
  };

  return {
    endpoints: () => (req, res) => serveEndpoint(endpoints, origin, req, res),
    authenticate: (req) => gemel.authenticate(factsOf(req)),
    require: (requirement, listener) => {
      const guard = createGuard(gemel, requirement, options);
      return (req, res) => guard(req, res, (guarded) => listener(guarded, res));
    },
    startSession: async (req, res, start) => {
      checkUnsent(res);
      const facts = factsOf(req);
      const started = await beginSession(gemel, facts, readFacts(facts, req.socket.remoteAddress), start);
      setCookie(res, started);
      return started;
    },
    endSession: async (req, res) => {
      checkUnsent(res);
      const { mustClearCookie } = await endOwnSession(gemel, factsOf(req));
      res.setHeader('cache-control', 'no-store');
      if (mustClearCookie) res.appendHeader('set-cookie', formatClearedCookie(gemel.options.cookie));
    },
    setCookie,
    clientFacts: (req) => readFacts(factsOf(req), req.socket.remoteAddress),
  };
}

/** A session whose cookie can no longer be sent would be lost to everybody. */
function checkUnsent(res: ServerResponse): void {
  if (res.headersSent) throw new GemelError('internal', 'startSession and endSession set a cookie: call them before the answer is written');
}
