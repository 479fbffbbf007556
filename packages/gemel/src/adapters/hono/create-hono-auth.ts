/** Gemel for Hono 4, on any runtime that the engine runs on; its types are structural, so that nothing of Hono is needed to build or to read this. */
import { factsOfRequest } from '@gemel/verifier/fetch';
import { createHonoMiddleware, type HonoContextPart, type HonoGuardOptions, type HonoMiddleware } from '@gemel/verifier/hono';
import { createEndpoints, type EndpointsOptions } from '../../endpoints/index.ts';
import type { AuthenticationResult, ClientFacts, Gemel, SessionPrincipal, StartedSession, StartSession } from '../../index.ts';
import { calledFirst } from '../called-first.ts';
import { createSessionGuard, type Requirement } from '../guard.ts';
import { type AnswerHeaders, createSessionCalls } from '../session-calls.ts';

/** The part of Hono's context that is used. */
export interface HonoContextShape extends HonoContextPart {
  header(name: string, value: string, options?: { append?: boolean }): void;
}

/** `onRefused` answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
export interface HonoAuthOptions extends EndpointsOptions, HonoGuardOptions<HonoContextShape> {
  readonly onFault?: NonNullable<EndpointsOptions['onFault']>;
  /** Returns the transport's peer, which Hono knows by the server it runs on: `(c) => getConnInfo(c).remote.address`. */
  remoteAddress?(c: HonoContextShape): string | undefined;
}

export interface HonoAuth {
  /** Middleware with the engine's endpoints; requests for other paths pass. */
  endpoints(): HonoMiddleware<HonoContextShape>;
  /** Answers without a promise where nothing had to be read. Faults are thrown. */
  authenticate(c: HonoContextShape): AuthenticationResult | Promise<AuthenticationResult>;
  /** Middleware that lets a request pass, with `c.var.principal`, only where the requirement holds. */
  require(requirement?: Requirement): HonoMiddleware<HonoContextShape>;
  /** Starts a session and sets its cookie. */
  startSession(c: HonoContextShape, start: StartSession): Promise<StartedSession>;
  /** Ends the request's own session and clears its cookie. @throws GemelError where it could not be ended, or the request is refused */
  endSession(c: HonoContextShape): Promise<void>;
  /** Sets the cookie of a session just started or stepped up; none for a session held by tokens alone. */
  setCookie(c: HonoContextShape, started: StartedSession): void;
  /** Resolves to the thumbprint of the key whose possession a request proves, for `startSession`; undefined where it carries no proof. @throws GemelError as `Gemel.proofKeyOf` */
  proofKeyOf(c: HonoContextShape): Promise<string | undefined>;
  /** What the request tells about its client; the address only where `remoteAddress` is given. */
  clientFacts(c: HonoContextShape): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createHonoAuth(gemel: Gemel, options: HonoAuthOptions = {}): HonoAuth {
  const endpoints = createEndpoints(gemel, options);
  const sessions = createSessionCalls(gemel);
  const remoteAddress = (c: HonoContextShape): string | undefined => options.remoteAddress?.(c);
  return {
    endpoints: calledFirst(
      'auth.endpoints',
      () => async (c, next) => (await endpoints.handle(c.req.raw, { remoteAddress: remoteAddress(c) })) ?? next(),
    ),
    authenticate: (c) => gemel.authenticate(factsOfRequest(c.req.raw)),
    require: (requirement) =>
      createHonoMiddleware<SessionPrincipal, HonoContextShape>(createSessionGuard(gemel, requirement, options), options),
    startSession: (c, start) => sessions.start(factsOfRequest(c.req.raw), remoteAddress(c), start, headersOf(c)),
    endSession: (c) => sessions.end(factsOfRequest(c.req.raw), headersOf(c)),
    setCookie: (c, started) => sessions.setCookie(started, headersOf(c)),
    proofKeyOf: (c) => gemel.proofKeyOf(factsOfRequest(c.req.raw)),
    clientFacts: (c) => sessions.clientFacts(factsOfRequest(c.req.raw), remoteAddress(c)),
  };
}

function headersOf(c: HonoContextShape): AnswerHeaders {
  return {
    isSent: false, // it goes out when the handler has returned
    set: (name, value) => c.header(name, value),
    append: (name, value) => c.header(name, value, { append: true }),
  };
}
