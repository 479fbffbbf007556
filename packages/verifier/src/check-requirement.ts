/** What a guard asks for beyond a valid credential, by one rule for either credential. */
import { GemelError, optionsError, type Principal, type Seconds } from '@gemel/protocol';

/** All that is given must hold. */
export interface Requirement {
  readonly permission?: string;
  readonly role?: string;
  /** Seconds since the authentication event. RFC 9470 */
  readonly maxAuthAge?: Seconds;
  /** Authentication context class, compared exactly. */
  readonly acr?: string;
}

/**
 * Refuses a principal that does not meet the requirement. What cannot be mended by signing in again is named first.
 *
 * @throws GemelError `permission_missing`, `authentication_too_weak`, `authentication_too_old`
 */
export function checkRequirement(principal: Principal, requirement: Requirement, engineNow: Seconds): void {
  const { permission, role, maxAuthAge, acr } = requirement;
  if (permission !== undefined && !principal.permissions.includes(permission)) throw new GemelError('permission_missing', { permission });
  if (role !== undefined && !principal.roles.includes(role)) throw new GemelError('permission_missing', { role });
  if (acr !== undefined && principal.authentication.acr !== acr) throw new GemelError('authentication_too_weak', { acr });
  if (maxAuthAge === undefined) return;
  const isRecent = engineNow - principal.authentication.time <= maxAuthAge; // false for NaN
  if (!isRecent) throw new GemelError('authentication_too_old', { maxAuthAge });
}

const names: ReadonlySet<string> = new Set(['permission', 'role', 'maxAuthAge', 'acr']);

/**
 * Returns the requirement if it is one; for guards to call when they are built, so that a slip of the pen never lets anybody pass.
 *
 * @throws GemelError `options_invalid`
 */
export function parseRequirement(requirement: Requirement): Requirement {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(requirement)) {
    if (!names.has(name)) problems.push(`${name} is not a requirement; there are ${[...names].join(', ')}`);
    else if (value === undefined) continue;
    else if (name === 'maxAuthAge' ? !isDuration(value) : typeof value !== 'string' || value === '') {
      problems.push(name === 'maxAuthAge' ? 'maxAuthAge takes seconds, such as 300' : `${name} takes one name, such as 'orders:read'`);
    }
  }
  if (problems.length > 0) throw optionsError('requirement', problems);
  return requirement;
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
