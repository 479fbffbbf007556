/** Gemel for Express 5; its types are structural, so that nothing of Express is needed to build or to read this. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gemel, SessionPrincipal } from '../../index.ts';
import { createGuard, createNodeHttpAuth, type NodeHttpAuth, type NodeHttpAuthOptions, type Requirement } from '../node-http/index.ts';

declare global {
  // Express merges into this namespace what middleware adds to a request; it offers no other way.
  namespace Express {
    interface Request {
      /** Set by `require`; there is none on a route without it. */
      principal: SessionPrincipal;
    }
  }
}

/** Fits Express's `RequestHandler`; Express 5 hands on what a returned promise rejects with. */
export type ExpressHandler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void | Promise<void>;

export interface ExpressAuth extends Omit<NodeHttpAuth, 'endpoints' | 'require'> {
  /** Middleware with the engine's endpoints; requests for other paths pass. */
  endpoints(): ExpressHandler;
  /** Middleware that lets a request pass, with `req.principal`, only where the requirement holds. */
  require(requirement?: Requirement): ExpressHandler;
}

/** @throws GemelError `options_invalid` */
export function createExpressAuth(gemel: Gemel, options: NodeHttpAuthOptions = {}): ExpressAuth {
  const { endpoints, require: _wrap, ...rest } = createNodeHttpAuth(gemel, options);
  return {
    ...rest,
    endpoints: () => {
      const serve = endpoints();
      return (req, res, next) => {
        if (!serve(req, res)) next();
      };
    },
    require: (requirement = {}) => {
      const guard = createGuard(gemel, requirement, options);
      return (req, res, next) => {
        const passed = guard(req, res, () => next());
        return passed instanceof Promise ? passed.then(() => undefined) : undefined;
      };
    },
  };
}
