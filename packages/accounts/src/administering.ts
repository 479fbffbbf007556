/** Who administers, as whoever embeds the accounts knows it: for the audit log alone, nothing is judged by it. */
import type { ClientFacts } from 'gemel';
import type { AuditActor } from './audit/audit-event.ts';

export interface Administering {
  /** Default `operator`. */
  readonly actor?: AuditActor | undefined;
  /** From where. */
  readonly client?: ClientFacts | undefined;
}

export const byOperator: Administering = {};

/** Returns what an event says of them. */
export function headOf({ actor = 'operator', client }: Administering): {
  readonly actor: AuditActor;
  readonly client: ClientFacts | undefined;
} {
  return { actor, client };
}

/** Returns who asks for the end of sessions, as the engine's events name them: a subject, or what names no subject as it stands. */
export function revokerOf({ actor = 'operator' }: Administering): string | undefined {
  if (actor.startsWith('account:')) return actor.slice('account:'.length);
  return actor.startsWith('api-key:') ? actor : undefined;
}
