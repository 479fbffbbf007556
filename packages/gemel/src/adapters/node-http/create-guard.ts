/** The guard of node:http and of every framework that stands on it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GemelError, toGemelError } from '@gemel/protocol';
import type { AuthenticationResult, Gemel, SessionPrincipal } from '../../index.ts';
import { checkGuard, explainRefusal, parseGuard, type Requirement } from '../guard.ts';
import { factsOf } from './request-facts.ts';

export type GuardedRequest = IncomingMessage & { readonly principal: SessionPrincipal };

/** Calls `proceed` once the requirement holds, at once where nothing had to be read; answers the request itself otherwise. */
export type NodeGuard = (req: IncomingMessage, res: ServerResponse, proceed: (req: GuardedRequest) => unknown) => unknown;

export interface GuardOptions {
  /** Answers instead of problem+json where a guard refuses, for example with a redirection to a page. */
  onRefused?(error: GemelError, req: IncomingMessage, res: ServerResponse): void;
  /** Hears of every fault; for the log. */
  readonly onFault?: (error: GemelError) => void;
}

/** @throws GemelError `options_invalid` where the requirement is none */
export function createGuard(gemel: Gemel, requirement: Requirement, options: GuardOptions): NodeGuard {
  const guard = parseGuard(requirement);

  const refuse = (thrown: unknown, req: IncomingMessage, res: ServerResponse): void => {
    const error = toGemelError(thrown);
    if (!error.isRefusal) options.onFault?.(error);
    if (res.headersSent) return; // somebody else, such as a timeout, has answered while the credential was being judged
    const { status, headers, body } = explainRefusal(gemel, error, guard);
    const { 'set-cookie': clearing, ...others } = headers;
    if (clearing !== undefined) res.appendHeader('set-cookie', clearing);
    if (error.isRefusal && options.onRefused !== undefined) return options.onRefused(error, req, res);
    for (const [name, value] of Object.entries(others)) res.setHeader(name, value);
    res.statusCode = status;
    res.end(JSON.stringify(body));
  };

  /** Returns the principal, or undefined where the refusal has been answered. */
  const judge = (result: AuthenticationResult, req: IncomingMessage, res: ServerResponse): SessionPrincipal | undefined => {
    try {
      return checkGuard(gemel, result, guard);
    } catch (error) {
      refuse(error, req, res);
      return undefined;
    }
  };

  return (req, res, proceed) => {
    let result: AuthenticationResult | Promise<AuthenticationResult>;
    try {
      result = gemel.authenticate(factsOf(req));
    } catch (error) {
      return refuse(error, req, res);
    }
    if (result instanceof Promise) {
      const later = (late: AuthenticationResult): unknown => {
        const principal = judge(late, req, res);
        return principal === undefined ? undefined : proceed(guarded(req, principal));
      };
      return result.then(later, (error: unknown) => refuse(error, req, res));
    }
    const principal = judge(result, req, res);
    return principal === undefined ? undefined : proceed(guarded(req, principal));
  };
}

/** Assigns directly, since `Object.assign` costs a request of Express a microsecond. */
function guarded(req: IncomingMessage & { principal?: SessionPrincipal }, principal: SessionPrincipal): GuardedRequest {
  req.principal = principal;
  return req as GuardedRequest; // by the line above
}
