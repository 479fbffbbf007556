/** Gemel for servers that speak `Request` and `Response`. */
import { createFetchHandler, factsOfRequest, type FetchGuardOptions, type GuardedHandler as Handler } from '@gemel/verifier/fetch';
import { createEndpoints, type EndpointContext, type EndpointsOptions } from '../../endpoints/index.ts';
import type { AuthenticationResult, ClientFacts, Gemel, SessionPrincipal, StartedSession, StartSession } from '../../index.ts';
import { calledFirst } from '../called-first.ts';
import { createSessionGuard, type Requirement } from '../guard.ts';
import { type AnswerHeaders, createSessionCalls } from '../session-calls.ts';

/** `onRefused` answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
export interface FetchAuthOptions extends EndpointsOptions, FetchGuardOptions {
  readonly onFault?: NonNullable<EndpointsOptions['onFault']>;
}

export type GuardedHandler = Handler<SessionPrincipal, []>;

export interface FetchAuth {
  /** The engine's endpoints; `undefined` where the path is none of theirs. */
  endpoints(): (request: Request, context?: EndpointContext) => Promise<Response | undefined>;
  /** Answers without a promise where nothing had to be read. Faults are thrown. */
  authenticate(request: Request): AuthenticationResult | Promise<AuthenticationResult>;
  /** Returns a handler that calls `handler` only where the requirement holds. */
  require(requirement: Requirement, handler: GuardedHandler): (request: Request) => Promise<Response>;
  /** Starts a session and puts its cookie into the headers of the answer. */
  startSession(request: Request, headers: Headers, start: StartSession): Promise<StartedSession>;
  /** Ends the request's own session and clears its cookie. @throws GemelError where it could not be ended, or the request is refused */
  endSession(request: Request, headers: Headers): Promise<void>;
  /** Puts the cookie of a session just started or stepped up into the headers of the answer; none for a session held by tokens alone. */
  setCookie(headers: Headers, started: StartedSession): void;
  /** Resolves to the thumbprint of the key whose possession a request proves, for `startSession`; undefined where it carries no proof. @throws GemelError as `Gemel.proofKeyOf` */
  proofKeyOf(request: Request): Promise<string | undefined>;
  /** What the request tells about its client; the address only where the server knows its peer. */
  clientFacts(request: Request, remoteAddress?: string): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createFetchAuth(gemel: Gemel, options: FetchAuthOptions = {}): FetchAuth {
  const endpoints = createEndpoints(gemel, options);
  const sessions = createSessionCalls(gemel);
  return {
    endpoints: calledFirst('auth.endpoints', () => endpoints.handle),
    authenticate: (request) => gemel.authenticate(factsOfRequest(request)),
    require: (requirement, handler) => createFetchHandler(createSessionGuard(gemel, requirement, options), options, handler),
    startSession: (request, headers, start) => sessions.start(factsOfRequest(request), undefined, start, unsent(headers)),
    endSession: (request, headers) => sessions.end(factsOfRequest(request), unsent(headers)),
    setCookie: (headers, started) => sessions.setCookie(started, unsent(headers)),
    proofKeyOf: (request) => gemel.proofKeyOf(factsOfRequest(request)),
    clientFacts: (request, remoteAddress) => sessions.clientFacts(factsOfRequest(request), remoteAddress),
  };
}

function unsent(headers: Headers): AnswerHeaders {
  return {
    isSent: false,
    set: (name, value) => headers.set(name, value),
    append: (name, value) => headers.append(name, value),
  };
}
