/** Bearer-only guards for Koa 3; the types are structural, so that nothing of Koa is needed to build or to read this. */
import type { GemelError, Principal, Problem } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';
import { type Authorizer, createBearerGuard } from './bearer-guard.ts';
import { type Guard, type GuardOptions, judgeRequest } from './guard.ts';
import { factsOf, type NodeRequest } from './node-message.ts';

export type { Authorizer } from './bearer-guard.ts';
export type { Requirement } from '../check-requirement.ts';

/** The part of Koa's context that a guard reads and writes. */
export interface KoaContextPart {
  readonly req: NodeRequest;
  readonly originalUrl: string;
  readonly headerSent: boolean;
  readonly state: { principal?: unknown };
  status: number;
  body?: unknown;
  set(name: string, value: string): unknown;
  append(name: string, value: string): unknown;
}

/** Fits Koa's `Middleware`. */
export type KoaMiddleware<Context = KoaContextPart> = (ctx: Context, next: () => Promise<unknown>) => unknown;

export interface KoaGuardOptions<Context = KoaContextPart> extends GuardOptions {
  /** Answers instead of problem+json where a request is refused; faults are not left to it. */
  onRefused?(error: GemelError, ctx: Context): void | Promise<void>;
}

/** Carries what a guard says to Koa. */
export function createKoaMiddleware<Whom extends Principal, Context extends KoaContextPart>(
  guard: Guard<Whom>,
  options: KoaGuardOptions<Context> = {},
): KoaMiddleware<Context> {
  return (ctx, next) =>
    judgeRequest<Whom, unknown>(
      guard,
      factsOf(ctx.req, ctx),
      (principal) => {
        ctx.state.principal = principal;
        return next();
      },
      ({ error, problem }) => {
        if (ctx.headerSent) return undefined; // somebody else has answered while the credential was being judged
        if (!error.isRefusal || options.onRefused === undefined) return answer(ctx, problem);
        const clearing = problem.headers['set-cookie'];
        if (clearing !== undefined) ctx.append('set-cookie', clearing);
        return options.onRefused(error, ctx);
      },
    );
}

/** The headers first: Koa adds a type of its own to a body that comes without one. */
function answer(ctx: KoaContextPart, { status, headers, body }: Problem): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'set-cookie') ctx.append(name, value);
    else ctx.set(name, value);
  }
  ctx.status = status;
  ctx.body = JSON.stringify(body);
}

/**
 * Creates middleware that lets a request pass, with `ctx.state.principal`, only where the requirement holds.
 *
 * @throws GemelError `options_invalid`, of the guard, where a requirement is none
 * @example
 * const guard = createKoaGuard(createVerifier({ issuer, audience }));
 * app.use(guard({ permission: 'orders:read' })).use((ctx) => (ctx.body = ordersOf(ctx.state.principal.subject)));
 */
export function createKoaGuard(verifier: Authorizer, options: KoaGuardOptions = {}): (requirement?: Requirement) => KoaMiddleware {
  return (requirement) => createKoaMiddleware(createBearerGuard(verifier, requirement, options), options);
}
