/** Bearer-only guards for Express 4 and 5; the types are structural, so that nothing of Express is needed to build or to read this. */
import type { Principal } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';
import { type Authorizer, createBearerGuard } from './bearer-guard.ts';
import type { Guard } from './guard.ts';
import { createNodeGuard, type NodeHttpGuardOptions, type NodeRequest, type NodeResponse } from './node-http.ts';

declare global {
  // Express merges into this namespace what middleware adds to a request; it offers no other way.
  namespace Express {
    /** What guards know of whom a request speaks for; a package that knows more merges it in. */
    interface GuardedPrincipal extends Principal {}
    interface Request {
      /** Set by a guard; there is none on a route without one. */
      principal: GuardedPrincipal;
    }
  }
}

/** Fits Express's `RequestHandler`. */
export type ExpressHandler<Req = NodeRequest, Res = NodeResponse> = (
  req: Req,
  res: Res,
  next: (error?: unknown) => void,
) => void | Promise<void>;

/** Carries what a guard says to Express. A rejection is handed to `next`, which Express 4 would not do by itself. */
export function createExpressMiddleware<Whom extends Principal, Req extends NodeRequest, Res extends NodeResponse>(
  guard: Guard<Whom>,
  options: NodeHttpGuardOptions<Req, Res> = {},
): ExpressHandler<Req, Res> {
  const run = createNodeGuard<Whom, Req, Res>(guard, options);
  return (req, res, next) => {
    const passed = run(req, res, () => next());
    return passed instanceof Promise ? passed.then(() => undefined, next) : undefined;
  };
}

/**
 * Creates middleware that lets a request pass, with `req.principal`, only where the requirement holds.
 *
 * @throws GemelError `options_invalid`, of the guard, where a requirement is none
 * @example
 * const guard = createExpressGuard(createVerifier({ issuer, audience }));
 * app.get('/orders', guard({ permission: 'orders:read' }), (req, res) => res.json(ordersOf(req.principal.subject)));
 */
export function createExpressGuard(
  verifier: Authorizer,
  options: NodeHttpGuardOptions = {},
): (requirement?: Requirement) => ExpressHandler {
  return (requirement) => createExpressMiddleware(createBearerGuard(verifier, requirement, options), options);
}

export type { Authorizer } from './bearer-guard.ts';
export type { NodeHttpGuardOptions as ExpressGuardOptions } from './node-http.ts';
export type { Requirement } from '../check-requirement.ts';
