/** What every adapter's `require` asks of a request, and how it tells a refusal. */
import { GemelError, optionsError, type Problem, problemFrom, toGemelError } from '@gemel/protocol';
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
 * Returns the requirement if it is one; when a guard is built, so that a slip of the pen never lets anybody pass.
 *
 * @throws GemelError `options_invalid`
 */
export function parseGuard(requirement: Requirement): Requirement {
  const { credential, ...asked } = requirement;
  parseRequirement(asked);
  if (credential !== undefined && credential !== 'cookie' && credential !== 'bearer') {
    throw optionsError('requirement', ["credential must be 'cookie' or 'bearer'"]);
  }
  return requirement;
}

/** @throws GemelError why the request is refused: its credential, or what the requirement asks beyond it */
export function checkGuard(gemel: Gemel, result: AuthenticationResult, requirement: Requirement): SessionPrincipal {
  if (result.status === 'anonymous') throw new GemelError('authentication_required');
  if (result.status === 'refused') throw result.error;
  if (requirement.credential !== undefined && requirement.credential !== result.credential) {
    throw new GemelError('credential_kind_wrong', { sid: result.principal.sid });
  }
  // The time is asked for only where something depends on it.
  checkRequirement(result.principal, requirement, requirement.maxAuthAge === undefined ? 0 : gemel.engineTime());
  return result.principal;
}

/** Problem+json for whatever authentication or a requirement threw; clears the cookie where several came. */
export function explainRefusal(gemel: Gemel, thrown: unknown, requirement: Requirement): Problem {
  const error = toGemelError(thrown);
  const { maxAuthAge, acr } = requirement;
  const problem = problemFrom(error, { ...(maxAuthAge === undefined ? {} : { maxAuthAge }), ...(acr === undefined ? {} : { acr }) });
  return error.code === 'session_cookie_duplicate'
    ? { ...problem, headers: { ...problem.headers, 'set-cookie': formatClearedCookie(gemel.options.cookie) } }
    : problem;
}
