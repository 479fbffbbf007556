/** Makes the principal from a verified token's claims. */
import { type AccessTokenClaims, type Principal, RESERVED_CLAIMS } from './claims.ts';

/** Returns the frozen principal of claims that have been verified. Checks nothing. */
export function principalFromClaims(claims: AccessTokenClaims): Principal {
  const custom = Object.entries(claims).filter(([name]) => !RESERVED_CLAIMS.has(name));
  const { act } = claims;
  const principal: Principal = {
    subject: claims.sub,
    sid: claims.sid,
    generation: claims.generation,
    clientId: claims.client_id,
    authentication: { time: claims.auth_time, amr: claims.amr, ...(claims.acr && { acr: claims.acr }) },
    roles: claims.roles,
    permissions: claims.permissions,
    claims: Object.fromEntries(custom), // parsed from JSON, so JSON values
  };
  return freezePrincipal(act ? { ...principal, act: { sub: act.sub, sid: act.sid } } : principal);
}

/** Freezes a principal and everything in it, since requests share it. */
export function freezePrincipal(principal: Principal): Principal {
  return deepFreeze(principal);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
