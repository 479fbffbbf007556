/** Whom an event names for what a session, or a key, asked for. */
import type { AuditActor } from './audit-event.ts';

/** @param by a subject, as `whoActs` names it, or what names an API key; undefined where nobody was named */
export function actorOf(by: string | undefined, subject: string): AuditActor | undefined {
  if (by === undefined) return undefined;
  // A key's id stands as it is; no subject looks like it.
  if (by.startsWith('api-key:')) return `api-key:${by.slice('api-key:'.length)}`;
  return by === subject ? 'owner' : `account:${by}`;
}
