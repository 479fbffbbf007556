/** What a guard is: it judges a request, and tells why it is refused. How either is carried is each framework's own file. */
import { type GemelError, type Principal, type Problem, toGemelError } from '@gemel/protocol';
import type { RequestTarget } from '../dpop/dpop.ts';

/** What a guard needs of a request, so that nobody builds a `Request` for it. */
export interface GuardedFacts {
  readonly method: string;
  /** Returns a header by its lower-case name; several `Authorization` headers joined with `, `. */
  header(name: string): string | undefined;
  /** The message itself, of which the path is read where a proof of possession names it; without it no proof holds. */
  readonly message?: RequestTarget | undefined;
}

export interface Guard<Whom extends Principal = Principal> {
  /** Returns whom the request speaks for, at once where nothing has to be fetched. @throws GemelError (or rejects) where it may not pass */
  judge(request: GuardedFacts): Whom | Promise<Whom>;
  /** Returns how an error is told to whoever sent the request. */
  explain(error: GemelError, request: GuardedFacts): Problem;
  /** Hears of every fault; for the log. */
  readonly onFault?: ((error: GemelError) => void) | undefined;
}

export interface GuardOptions {
  /** Hears of every fault (never of a refusal); for the log. */
  readonly onFault?: ((error: GemelError) => void) | undefined;
}

/** Why a request may not pass, and what is answered. */
export interface Refusal {
  readonly error: GemelError;
  readonly problem: Problem;
}

/**
 * Calls `pass` where the guard lets the request through and `refuse` in every other case, at once where nothing had to be fetched.
 * Whatever is thrown while judging refuses; what `pass` and `refuse` throw flies.
 */
export function judgeRequest<Whom extends Principal, Answer>(
  guard: Guard<Whom>,
  request: GuardedFacts,
  pass: (principal: Whom) => Answer,
  refuse: (refusal: Refusal) => Answer,
): Answer | Promise<Answer> {
  let judged: Whom | Promise<Whom>;
  try {
    judged = guard.judge(request);
  } catch (thrown) {
    return refuse(refusalFor(guard, request, thrown));
  }
  if (!(judged instanceof Promise)) return pass(judged);
  return judged.then(pass, (thrown: unknown) => refuse(refusalFor(guard, request, thrown)));
}

function refusalFor<Whom extends Principal>(guard: Guard<Whom>, request: GuardedFacts, thrown: unknown): Refusal {
  const error = toGemelError(thrown);
  if (!error.isRefusal) guard.onFault?.(error);
  return { error, problem: guard.explain(error, request) };
}
