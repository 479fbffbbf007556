/** How a principal is told over HTTP: the same, whichever credential it came by. */
import type { Actor, Principal } from '@gemel/protocol';

/** Returns the members by name, so that nothing is told that was added for use inside. */
export function principalBody(principal: Principal): Omit<Principal, 'act'> & { readonly act?: Pick<Actor, 'sub'> } {
  const { subject, sid, generation, clientId, authentication, roles, permissions, act, claims } = principal;
  const told = { subject, sid, generation, clientId, authentication, roles, permissions, claims };
  return act === undefined ? told : { ...told, act: { sub: act.sub } };
}
