/** An entry of the audit log with defaults, for tests of stores. */
import type { AuditEntry } from '../audit/audit-event.ts';

/** Returns an entry with defaults. */
export function anAuditEntry(given: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: 'entry-1',
    at: 1_800_000_000.25,
    kind: 'sign_in.failed',
    actor: 'nobody',
    subject: 'account-1',
    sid: null,
    address: '192.0.2.7',
    device: 'Firefox on Linux',
    facts: { way: 'password', reason: 'proof_wrong' },
    ...given,
  };
}
