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
    const { status, headers, body } = explainRefusal(gemel, error, guard);
    const { 'set-cookie': clearing, ...others } = headers;
    if (clearing !== undefined) res.appendHeader('set-cookie', clearing);
    if (error.isRefusal && options.onRefused !== undefined) return options.onRefused(error, req, res);
    for (const [name, value] of Object.entries(others)) res.setHeader(name, value);
    res.statusCode = status;
    res.end(JSON.stringify(body));
  };

  return (req, res, proceed) => {
    const decide = (result: AuthenticationResult): unknown => {
      let principal: SessionPrincipal;
      try {
        principal = checkGuard(gemel, result, guard);
      } catch (error) {
        return refuse(error, req, res);
      }
      return proceed(Object.assign(req, { principal }));
    };
    let result: AuthenticationResult | Promise<AuthenticationResult>;
    try {
      result = gemel.authenticate(factsOf(req));
    } catch (error) {
      return refuse(error, req, res);
    }
    return result instanceof Promise ? result.then(decide, (error: unknown) => refuse(error, req, res)) : decide(result);
  };
}
