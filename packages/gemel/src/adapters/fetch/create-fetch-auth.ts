/** Gemel for servers that speak `Request` and `Response`. */
import { type GemelError, toGemelError } from '@gemel/protocol';
import {
  beginSession,
  cookieOf,
  createClientFacts,
  createEndpoints,
  endOwnSession,
  type EndpointContext,
  type EndpointsOptions,
} from '../../endpoints/index.ts';
import {
  type AuthenticationResult,
  type ClientFacts,
  formatClearedCookie,
  type Gemel,
  type RequestFacts,
  type SessionPrincipal,
  type StartedSession,
  type StartSession,
} from '../../index.ts';
import { checkGuard, explainRefusal, parseGuard, type Requirement } from '../guard.ts';

export interface FetchAuthOptions extends EndpointsOptions {
  /** Answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
  readonly onRefused?: (error: GemelError, request: Request) => Response | Promise<Response>;
}

export type GuardedHandler = (request: Request, principal: SessionPrincipal) => Response | Promise<Response>;

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
  /** What the request tells about its client; the address only where the server knows its peer. */
  clientFacts(request: Request, remoteAddress?: string): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createFetchAuth(gemel: Gemel, options: FetchAuthOptions = {}): FetchAuth {
  const endpoints = createEndpoints(gemel, options);
  const readFacts = createClientFacts(gemel);

  const refuse = async (thrown: unknown, request: Request, requirement: Requirement): Promise<Response> => {
    const error = toGemelError(thrown);
    if (!error.isRefusal) options.onFault?.(error);
    const { status, headers, body } = explainRefusal(gemel, error, requirement);
    if (!error.isRefusal || options.onRefused === undefined) return new Response(JSON.stringify(body), { status, headers });
    const answer = await options.onRefused(error, request);
    const clearing = headers['set-cookie'];
    if (clearing === undefined) return answer;
    const cleared = new Response(answer.body, answer);
    cleared.headers.append('set-cookie', clearing);
    return cleared;
  };

  const setCookie = (headers: Headers, started: StartedSession): void => {
    const cookie = cookieOf(gemel, started);
    headers.set('cache-control', 'no-store');
    if (cookie !== undefined) headers.append('set-cookie', cookie);
  };

  return {
    endpoints: () => endpoints.handle,
    authenticate: (request) => gemel.authenticate(factsOf(request)),
    require: (requirement, handler) => {
      const guard = parseGuard(requirement);
      return async (request) => {
        let principal: SessionPrincipal;
        try {
          principal = checkGuard(gemel, await gemel.authenticate(factsOf(request)), guard);
        } catch (error) {
          return refuse(error, request, guard);
        }
        return handler(request, principal);
      };
    },
    startSession: async (request, headers, start) => {
      const facts = factsOf(request);
      const started = await beginSession(gemel, facts, readFacts(facts, undefined), start);
      setCookie(headers, started);
      return started;
    },
    endSession: async (request, headers) => {
      const { mustClearCookie } = await endOwnSession(gemel, factsOf(request));
      headers.set('cache-control', 'no-store');
      if (mustClearCookie) headers.append('set-cookie', formatClearedCookie(gemel.options.cookie));
    },
    setCookie,
    clientFacts: (request, remoteAddress) => readFacts(factsOf(request), remoteAddress),
  };
}

function factsOf(request: Request): RequestFacts {
  return { method: request.method, header: (name) => request.headers.get(name) ?? undefined };
}
