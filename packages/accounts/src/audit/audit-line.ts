/** An entry of the audit log as one line of JSON, for whatever gathers logs. */
import type { AuditEntry } from './audit-event.ts';

/** Returns an object without line breaks: `time` (RFC 3339, UTC), `id`, `kind`, `actor`, then what is known of the rest, and the facts. ASVS 16.4.1 */
export function auditLine({ id, at, kind, actor, facts, ...about }: AuditEntry): string {
  const known = Object.fromEntries(Object.entries(about).filter(([, value]) => value !== null));
  return JSON.stringify({ time: new Date(at * 1000).toISOString(), id, kind, actor, ...known, ...facts });
}
