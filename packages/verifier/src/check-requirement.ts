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
  /** True: an access token must be bound to a key, and come with a proof (RFC 9449; ASVS 10.3.5). A session cookie is no access token. */
  readonly isSenderConstrained?: boolean;
}

/**
 * Refuses a principal that does not meet the requirement. What cannot be mended by signing in again is named first.
 *
 * @param proof anything, where the credential came with a proof that its holder has the key that it is bound to.
 * @throws GemelError `token_unbound`, `permission_missing`, `authentication_too_weak`, `authentication_too_old`
 */
export function checkRequirement(principal: Principal, requirement: Requirement, engineNow: Seconds, proof?: unknown): void {
  if (requirement.isSenderConstrained && !proof) throw new GemelError('token_unbound', { sid: principal.sid });
  const { permission, role, maxAuthAge, acr } = requirement;
  if (permission !== undefined && !principal.permissions.includes(permission)) throw new GemelError('permission_missing', { permission });
  if (role !== undefined && !principal.roles.includes(role)) throw new GemelError('permission_missing', { role });
  if (acr !== undefined && principal.authentication.acr !== acr) throw new GemelError('authentication_too_weak', { acr });
  if (maxAuthAge === undefined) return;
  const isRecent = engineNow - principal.authentication.time <= maxAuthAge; // false for NaN
  if (!isRecent) throw new GemelError('authentication_too_old', { maxAuthAge });
}

const names: readonly string[] = ['permission', 'role', 'maxAuthAge', 'acr', 'isSenderConstrained'];

/**
 * Returns the requirement if it is one; for guards to call when they are built, so that a slip of the pen never lets anybody pass.
 *
 * @param others names that mean something to the caller, who judges them.
 * @throws GemelError `options_invalid`
 */
export function parseRequirement<Asked extends Requirement>(requirement: Asked, others: readonly string[] = []): Asked {
  if (!isPlain(requirement)) throw optionsError('requirement', [notPlain]);
  const problems: string[] = [];
  for (const [name, value] of Object.entries(requirement)) {
    if (others.includes(name)) continue;
    if (!names.includes(name)) problems.push(`${name} is not a requirement; there are ${[...names, ...others].join(', ')}`);
    else if (value === undefined) continue;
    else if (name === 'isSenderConstrained') {
      if (typeof value !== 'boolean') problems.push('isSenderConstrained takes true or false');
    } else if (name === 'maxAuthAge' ? !isDuration(value) : typeof value !== 'string' || value === '') {
      problems.push(name === 'maxAuthAge' ? 'maxAuthAge takes seconds, such as 300' : `${name} takes one name, such as 'orders:read'`);
    }
  }
  if (problems.length > 0) throw optionsError('requirement', problems);
  return requirement;
}

const notPlain =
  "it takes an object, such as { permission: 'orders:read' }; a framework that calls it with a request was handed require in the place of require()";

/** What frameworks call their handlers with, and a name alone, are none. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
