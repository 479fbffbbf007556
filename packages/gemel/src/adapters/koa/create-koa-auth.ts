/** Gemel for Koa 3; its types are structural, so that nothing of Koa is needed to build or to read this. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createKoaMiddleware, type KoaContextPart, type KoaGuardOptions, type KoaMiddleware } from '@gemel/verifier/koa';
import { factsOf } from '@gemel/verifier/node-http';
import { createEndpoints, type Endpoints, type EndpointsOptions } from '../../endpoints/index.ts';
import type { AuthenticationResult, ClientFacts, Gemel, SessionPrincipal, StartedSession, StartSession } from '../../index.ts';
import { calledFirst } from '../called-first.ts';
import { createSessionGuard, type Requirement } from '../guard.ts';
import { callEndpoint, ownsTarget } from '../node-http/call-endpoint.ts';
import { type AnswerHeaders, createSessionCalls } from '../session-calls.ts';

/** The part of Koa's context that is used. */
export interface KoaContextShape extends KoaContextPart {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly originalUrl: string;
  /** Body parsers leave what they read in `ctx.request.body`. */
  readonly request: object;
}

/** `onRefused` answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
export interface KoaAuthOptions extends EndpointsOptions, KoaGuardOptions<KoaContextShape> {
  readonly onFault?: NonNullable<EndpointsOptions['onFault']>;
}

export interface KoaAuth {
  /** Middleware with the engine's endpoints; requests for other paths pass. */
  endpoints(): KoaMiddleware<KoaContextShape>;
  /** Answers without a promise where nothing had to be read. Faults are thrown. */
  authenticate(ctx: KoaContextShape): AuthenticationResult | Promise<AuthenticationResult>;
  /** Middleware that lets a request pass, with `ctx.state.principal`, only where the requirement holds. */
  require(requirement?: Requirement): KoaMiddleware<KoaContextShape>;
  /** Starts a session and sets its cookie. */
  startSession(ctx: KoaContextShape, start: StartSession): Promise<StartedSession>;
  /** Ends the request's own session and clears its cookie. @throws GemelError where it could not be ended, or the request is refused */
  endSession(ctx: KoaContextShape): Promise<void>;
  /** Sets the cookie of a session just started or stepped up; none for a session held by tokens alone. */
  setCookie(ctx: KoaContextShape, started: StartedSession): void;
  /** Resolves to the thumbprint of the key whose possession a request proves, for `startSession`; undefined where it carries no proof. @throws GemelError as `Gemel.proofKeyOf` */
  proofKeyOf(ctx: KoaContextShape): Promise<string | undefined>;
  /** What the request tells about its client. */
  clientFacts(ctx: KoaContextShape): ClientFacts;
}

/** @throws GemelError `options_invalid` */
export function createKoaAuth(gemel: Gemel, options: KoaAuthOptions = {}): KoaAuth {
  const endpoints = createEndpoints(gemel, options);
  const sessions = createSessionCalls(gemel);
  const { origin } = new URL(gemel.options.issuer);
  return {
    endpoints: calledFirst(
      'auth.endpoints',
      () => (ctx, next) => (ownsTarget(endpoints, ctx.originalUrl) ? answer(endpoints, origin, ctx) : next()),
    ),
    authenticate: (ctx) => gemel.authenticate(factsOf(ctx.req, ctx)),
    require: (requirement) =>
      createKoaMiddleware<SessionPrincipal, KoaContextShape>(createSessionGuard(gemel, requirement, options), options),
    startSession: (ctx, start) => sessions.start(factsOf(ctx.req), ctx.req.socket.remoteAddress, start, headersOf(ctx)),
    endSession: (ctx) => sessions.end(factsOf(ctx.req), headersOf(ctx)),
    setCookie: (ctx, started) => sessions.setCookie(started, headersOf(ctx)),
    proofKeyOf: (ctx) => gemel.proofKeyOf(factsOf(ctx.req, ctx)),
    clientFacts: ({ req }) => sessions.clientFacts(factsOf(req), req.socket.remoteAddress),
  };
}

/** Writes the answer; what middleware has set before stays, unless the answer says otherwise. */
async function answer(endpoints: Endpoints, origin: string, ctx: KoaContextShape): Promise<void> {
  const { req, res, originalUrl, request } = ctx;
  const parsedBody: unknown = Reflect.get(request, 'body');
  const { status, headers, body, mustClose } = await callEndpoint(endpoints, origin + originalUrl, { req, res, parsedBody });
  if (ctx.headerSent || res.destroyed) return;
  if (mustClose) ctx.set('connection', 'close');
  ctx.status = status;
  ctx.body = body.byteLength === 0 ? null : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  ctx.status = status; // a body of null has made it 204
  for (const [name, value] of headers) {
    if (name === 'vary' || name === 'set-cookie') ctx.append(name, value);
    else ctx.set(name, value);
  }
}

function headersOf(ctx: KoaContextShape): AnswerHeaders {
  return { isSent: ctx.headerSent, set: (name, value) => ctx.set(name, value), append: (name, value) => ctx.append(name, value) };
}
