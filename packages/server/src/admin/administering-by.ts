/** Hands the actor of a call on to the accounts, which write it into the audit log. */
import type { Administering } from '@gemel/accounts';
import { auditActorOf } from './admin-actor.ts';
import type { AdminContext } from './admin-operation.ts';

export function administeringBy({ actor, client }: Pick<AdminContext, 'actor' | 'client'>): Administering {
  return { actor: auditActorOf(actor), client };
}
