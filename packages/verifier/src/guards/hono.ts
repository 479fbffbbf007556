/** Bearer-only guards for Hono 4, on any runtime; the types are structural, so that nothing of Hono is needed to build or to read this. */
import type { GemelError, Principal } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';
import { type Authorizer, createBearerGuard } from './bearer-guard.ts';
import { answerRefusal, factsOfRequest } from './fetch.ts';
import { type Guard, type GuardOptions, judgeRequest } from './guard.ts';

export type { Authorizer } from './bearer-guard.ts';
export type { Requirement } from '../check-requirement.ts';

/** The part of Hono's context that a guard reads and writes. */
export interface HonoContextPart {
  readonly req: { readonly raw: Request };
  /** Of this, a guard calls `set('principal', principal)`. */
  readonly set: (name: never, value: never) => void;
}

/** For `new Hono<{ Variables: PrincipalVariable }>()`, so that `c.var.principal` has a type. */
export interface PrincipalVariable<Whom extends Principal = Principal> {
  principal: Whom;
}

/** Fits Hono's `MiddlewareHandler`. */
export type HonoMiddleware<Context = HonoContextPart> = (c: Context, next: () => Promise<void>) => Promise<Response | void>;

export interface HonoGuardOptions<Context = HonoContextPart> extends GuardOptions {
  /** Answers instead of problem+json where a request is refused; faults are not left to it. */
  onRefused?(error: GemelError, c: Context): Response | Promise<Response>;
}

/** Carries what a guard says to Hono. */
export function createHonoMiddleware<Whom extends Principal, Context extends HonoContextPart>(
  guard: Guard<Whom>,
  options: HonoGuardOptions<Context> = {},
): HonoMiddleware<Context> {
  return async (c, next) =>
    judgeRequest<Whom, Promise<Response | void>>(
      guard,
      factsOfRequest(c.req.raw),
      (principal) => {
        // Which names may be set is known to the application's type alone.
        (c.set as (name: string, value: unknown) => void)('principal', principal);
        return next();
      },
      (refusal) => answerRefusal(refusal, (error) => options.onRefused?.(error, c)),
    );
}

/**
 * Creates middleware that lets a request pass, with `c.var.principal`, only where the requirement holds.
 *
 * @throws GemelError `options_invalid`, of the guard, where a requirement is none
 * @example
 * const guard = createHonoGuard(createVerifier({ issuer, audience }));
 * app.get('/orders', guard({ permission: 'orders:read' }), (c) => c.json(ordersOf(c.var.principal.subject)));
 */
export function createHonoGuard(verifier: Authorizer, options: HonoGuardOptions = {}): (requirement?: Requirement) => HonoMiddleware {
  return (requirement) => createHonoMiddleware(createBearerGuard(verifier, requirement, options), options);
}
