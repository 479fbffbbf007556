/** The guard behind every adapter's `require`: either credential, and what is asked beyond it. The framework's side is the verifier's. */
import { GemelError, optionsError, type Problem, problemFrom } from '@gemel/protocol';
import { proofChallenge } from '@gemel/verifier';
import type { Guard, GuardedFacts, GuardOptions } from '@gemel/verifier/node-http';
import {
  type AuthenticationResult,
  checkRequirement,
  formatClearedCookie,
  type Gemel,
  parseRequirement,
  type Requirement as PrincipalRequirement,
  type SessionPrincipal,
} from '../index.ts';

/** All that is given must hold. */
export interface Requirement extends PrincipalRequirement {
  /** Open to one kind of credential only. */
  readonly credential?: 'cookie' | 'bearer';
}

/**
 * Creates the guard of one requirement.
 *
 * @throws GemelError `options_invalid` where the requirement is none
 */
export function createSessionGuard(gemel: Gemel, given: Requirement = {}, { onFault }: GuardOptions = {}): Guard<SessionPrincipal> {
  const requirement = parseGuard(given);
  return {
    judge(request) {
      const result = gemel.authenticate(request);
      if (result instanceof Promise) return result.then((late) => checkGuard(gemel, late, requirement));
      return checkGuard(gemel, result, requirement);
    },
    explain: (error, request) => explainRefusal(gemel, error, requirement, request),
    onFault,
  };
}

/**
 * Returns the requirement if it is one; when a guard is built, so that a slip of the pen never lets anybody pass.
 *
 * @throws GemelError `options_invalid`
 */
function parseGuard(requirement: Requirement): Requirement {
  const { credential } = parseRequirement(requirement, ['credential']);
  if (credential !== undefined && credential !== 'cookie' && credential !== 'bearer') {
    throw optionsError('requirement', ["credential must be 'cookie' or 'bearer'"]);
  }
  return requirement;
}

/** @throws GemelError why the request is refused: its credential, or what the requirement asks beyond it */
function checkGuard(gemel: Gemel, result: AuthenticationResult, requirement: Requirement): SessionPrincipal {
  if (result.status === 'anonymous') throw new GemelError('authentication_required');
  if (result.status === 'refused') throw result.error;
  if (requirement.credential !== undefined && requirement.credential !== result.credential) {
    throw new GemelError('credential_kind_wrong', { sid: result.principal.sid });
  }
  // The time is asked for only where something depends on it.
  const now = requirement.maxAuthAge === undefined ? 0 : gemel.engineTime();
  checkRequirement(result.principal, requirement, now, result.credential === 'cookie' || result.isSenderConstrained);
  return result.principal;
}

/** Problem+json for whatever authentication or a requirement threw; clears the cookie where several came. */
function explainRefusal(gemel: Gemel, error: GemelError, requirement: Requirement, request: GuardedFacts): Problem {
  const { maxAuthAge, acr, isSenderConstrained } = requirement;
  const problem = problemFrom(error, {
    ...(maxAuthAge === undefined ? {} : { maxAuthAge }),
    ...(acr === undefined ? {} : { acr }),
    ...proofChallenge(gemel.proofs, error, request.header('authorization'), isSenderConstrained),
  });
  return error.code === 'session_cookie_duplicate'
    ? { ...problem, headers: { ...problem.headers, 'set-cookie': formatClearedCookie(gemel.options.cookie) } }
    : problem;
}
