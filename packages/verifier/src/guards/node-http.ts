/** Bearer-only guards for node:http; what they run is also what stands behind the guards of every framework that builds on it. */
import type { GemelError, Principal } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';
import { type Authorizer, createBearerGuard } from './bearer-guard.ts';
import { type Guard, type GuardOptions, judgeRequest } from './guard.ts';
import { answerProblem, factsOf, type NodeRequest, type NodeResponse } from './node-message.ts';

export type { Authorizer } from './bearer-guard.ts';
export type { Guard, GuardedFacts, GuardOptions } from './guard.ts';
export type { Requirement } from '../check-requirement.ts';
export { answerProblem, factsOf, type NodeRequest, type NodeResponse } from './node-message.ts';

export type Guarded<Req, Whom extends Principal = Principal> = Req & { readonly principal: Whom };

/** Calls `proceed` where the request may pass, at once where nothing had to be fetched; answers it in every other case. */
export type NodeGuard<Whom extends Principal, Req, Res> = (req: Req, res: Res, proceed: (req: Guarded<Req, Whom>) => unknown) => unknown;

export interface NodeHttpGuardOptions<Req = NodeRequest, Res = NodeResponse> extends GuardOptions {
  /** Answers instead of problem+json where a request is refused; faults are not left to it. */
  onRefused?(error: GemelError, req: Req, res: Res): void;
}

/** Carries what a guard says to node:http. */
export function createNodeGuard<Whom extends Principal, Req extends NodeRequest, Res extends NodeResponse>(
  guard: Guard<Whom>,
  options: NodeHttpGuardOptions<Req, Res> = {},
): NodeGuard<Whom, Req, Res> {
  return (req, res, proceed) =>
    judgeRequest(
      guard,
      factsOf(req),
      (principal) => proceed(withPrincipal(req, principal)),
      ({ error, problem }) => {
        if (res.headersSent) return undefined; // somebody else, such as a timeout, has answered while the credential was being judged
        if (!error.isRefusal || options.onRefused === undefined) return answerProblem(res, problem);
        const clearing = problem.headers['set-cookie'];
        if (clearing !== undefined) res.appendHeader('set-cookie', clearing);
        return options.onRefused(error, req, res);
      },
    );
}

/** Assigns directly, since `Object.assign` costs a request of Express a microsecond. */
function withPrincipal<Whom extends Principal, Req extends NodeRequest>(req: Req, principal: Whom): Guarded<Req, Whom> {
  req.principal = principal;
  return req as Guarded<Req, Whom>; // by the line above
}

/** Guards a listener: it is called, with `req.principal`, only where the requirement holds. */
export type NodeHttpGuard = <Req extends NodeRequest, Res extends NodeResponse>(
  requirement: Requirement,
  listener: (req: Guarded<Req>, res: Res) => unknown,
) => (req: Req, res: Res) => unknown;

/**
 * Creates guards for listeners of node:http.
 *
 * @throws GemelError `options_invalid`, of the guard, where a requirement is none
 * @example
 * const guard = createNodeHttpGuard(createVerifier({ issuer, audience }));
 * const server = createServer(guard({ permission: 'orders:read' }, (req, res) => res.end(req.principal.subject)));
 */
export function createNodeHttpGuard(verifier: Authorizer, options: NodeHttpGuardOptions = {}): NodeHttpGuard {
  return <Req extends NodeRequest, Res extends NodeResponse>(
    requirement: Requirement,
    listener: (req: Guarded<Req>, res: Res) => unknown,
  ): ((req: Req, res: Res) => unknown) => {
    const run = createNodeGuard<Principal, Req, Res>(createBearerGuard(verifier, requirement, options), options);
    return (req, res) => run(req, res, (guarded) => listener(guarded, res));
  };
}
