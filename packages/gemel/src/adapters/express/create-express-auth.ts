/** Gemel for Express 4 and 5; its types are structural, so that nothing of Express is needed to build or to read this. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createExpressMiddleware, type ExpressHandler as Handler } from '@gemel/verifier/express';
import type { Gemel, SessionPrincipal } from '../../index.ts';
import { calledFirst } from '../called-first.ts';
import { createSessionGuard } from '../guard.ts';
import { createNodeHttpAuth, type NodeHttpAuth, type NodeHttpAuthOptions, type Requirement } from '../node-http/index.ts';

declare global {
  namespace Express {
    // The verifier's guards declare `req.principal`; here it is known that the session stands behind it.
    interface GuardedPrincipal extends SessionPrincipal {}
  }
}

/** Fits Express's `RequestHandler`. */
export type ExpressHandler = Handler<IncomingMessage, ServerResponse>;

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
    endpoints: calledFirst('auth.endpoints', () => {
      const serve = endpoints();
      return (req, res, next) => {
        if (!serve(req, res)) next();
      };
    }),
    require: (requirement) => createExpressMiddleware(createSessionGuard(gemel, requirement, options), options),
  };
}
