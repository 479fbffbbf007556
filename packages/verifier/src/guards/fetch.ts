/** Bearer-only guards for servers that speak `Request` and `Response`, and for the frameworks that build on them. */
import type { GemelError, Principal } from '@gemel/protocol';
import type { Requirement } from '../check-requirement.ts';
import type { RequestTarget } from '../dpop/dpop.ts';
import { type Authorizer, createBearerGuard } from './bearer-guard.ts';
import { type Guard, type GuardedFacts, type GuardOptions, judgeRequest, type Refusal } from './guard.ts';

export type { Authorizer } from './bearer-guard.ts';
export type { Refusal } from './guard.ts';
export type { Requirement } from '../check-requirement.ts';

export interface FetchGuardOptions extends GuardOptions {
  /** Answers instead of problem+json where a request is refused; faults are not left to it. */
  readonly onRefused?: (error: GemelError, request: Request) => Response | Promise<Response>;
}

/** What is called where a request may pass; behind the principal come whatever arguments the server gives, such as `env`. */
export type GuardedHandler<Whom extends Principal = Principal, Rest extends readonly unknown[] = readonly unknown[]> = (
  request: Request,
  principal: Whom,
  ...rest: Rest
) => Response | Promise<Response>;

/** Carries what a guard says to a handler. */
export function createFetchHandler<Whom extends Principal, Rest extends readonly unknown[]>(
  guard: Guard<Whom>,
  options: FetchGuardOptions,
  handler: GuardedHandler<Whom, Rest>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) =>
    judgeRequest<Whom, Response | Promise<Response>>(
      guard,
      factsOfRequest(request),
      (principal) => handler(request, principal, ...rest),
      (refusal) => answerRefusal(refusal, (error) => options.onRefused?.(error, request)),
    );
}

/** Returns the answer to a refusal: what `onRefused` gives, with the cookie cleared where the guard says so, or problem+json where it gives none. */
export async function answerRefusal(
  { error, problem }: Refusal,
  onRefused: (error: GemelError) => Response | Promise<Response> | undefined,
): Promise<Response> {
  const { status, headers, body } = problem;
  const answer = error.isRefusal ? await onRefused(error) : undefined;
  if (answer === undefined) return new Response(JSON.stringify(body), { status, headers });
  const clearing = headers['set-cookie'];
  if (clearing === undefined) return answer;
  const cleared = new Response(answer.body, answer);
  cleared.headers.append('set-cookie', clearing);
  return cleared;
}

/** Reads what a guard needs; a runtime joins several headers of one name itself. */
export function factsOfRequest(
  request: RequestTarget & { readonly method: string; readonly headers: { get(name: string): string | null } },
): GuardedFacts {
  return { method: request.method, header: (name) => request.headers.get(name) ?? undefined, message: request };
}

/**
 * Creates guards for handlers of `Request`: a handler is called, with the principal, only where the requirement holds.
 *
 * @throws GemelError `options_invalid`, of the guard, where a requirement is none
 * @example
 * const guard = createFetchGuard(createVerifier({ issuer, audience }));
 * export default { fetch: guard({ permission: 'orders:read' }, (request, principal) => Response.json(ordersOf(principal.subject))) };
 */
export function createFetchGuard(
  verifier: Authorizer,
  options: FetchGuardOptions = {},
): <Rest extends readonly unknown[]>(
  requirement: Requirement,
  handler: GuardedHandler<Principal, Rest>,
) => (request: Request, ...rest: Rest) => Promise<Response> {
  return (requirement, handler) => createFetchHandler(createBearerGuard(verifier, requirement, options), options, handler);
}
