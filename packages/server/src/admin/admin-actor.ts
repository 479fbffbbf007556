/** Who administers: a person in the console, a program with an API key, or whoever has the command line of the machine. */
import type { AuditActor } from '@gemel/accounts';
import type { Seconds } from '@gemel/protocol';
import { type AdminScope, adminScopes } from './admin-scope.ts';

export type AdminActor =
  | {
      readonly kind: 'administrator';
      readonly subject: string;
      /** The session of the console. */
      readonly sid: string;
      /** Of the session: it rises when what they may do changes. */
      readonly generation: number;
      /** When they proved last who they are. */
      readonly authenticatedAt: Seconds;
      readonly scopes: readonly AdminScope[];
    }
  | { readonly kind: 'api-key'; readonly id: string; readonly scopes: readonly AdminScope[] }
  /** The command line: whoever can read the database need not be kept from anything. */
  | { readonly kind: 'operator' };

/** Returns what the actor may do. */
export function scopesOfActor(actor: AdminActor): readonly AdminScope[] {
  return actor.kind === 'operator' ? adminScopes : actor.scopes;
}

/** Returns the actor as the audit log names it. */
export function auditActorOf(actor: AdminActor): AuditActor {
  if (actor.kind === 'administrator') return `account:${actor.subject}`;
  return actor.kind === 'api-key' ? `api-key:${actor.id}` : 'operator';
}
