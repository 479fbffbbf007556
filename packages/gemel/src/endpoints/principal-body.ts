/** How a principal is told over HTTP: the same, whichever credential it came by. */
import type { Principal } from '@gemel/protocol';

/** Returns the members by name, so that nothing is told that was added for use inside. */
export function principalBody(principal: Principal): Principal {
  const { subject, sid, generation, clientId, authentication, roles, permissions, claims } = principal;
  return { subject, sid, generation, clientId, authentication, roles, permissions, claims };
}
