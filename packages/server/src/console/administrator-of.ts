/** A visitor of the console as operations know whoever administers. */
import type { SessionPrincipal } from 'gemel';
import type { AdminActor } from '../admin/admin-actor.ts';
import { scopesOf } from '../admin/admin-scope.ts';

export function administratorOf({ subject, sid, generation, permissions, authentication }: SessionPrincipal): AdminActor {
  return { kind: 'administrator', subject, sid, generation, authenticatedAt: authentication.time, scopes: scopesOf(permissions) };
}
