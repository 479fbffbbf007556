/** Makes of an event what is kept of it. */
import type { Seconds } from '@gemel/protocol';
import { deviceOf } from '../mail/occasion.ts';
import type { AuditEntry, AuditEvent } from './audit-event.ts';
import { auditKinds } from './audit-kinds.ts';

/** Code units that are kept of an address or of a device's name. */
const longestText = 256;

export function makeEntry(event: AuditEvent, { id, at }: { readonly id: string; readonly at: Seconds }): AuditEntry {
  const { kind, actor = auditKinds[kind].actor, subject, sid, client, ...facts } = event;
  return {
    id,
    at,
    kind,
    actor,
    subject: subject ?? null,
    sid: sid ?? null,
    address: shortened(client?.address),
    device: shortened(client?.label ?? deviceOf(client?.userAgent ?? '')),
    facts,
  };
}

function shortened(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text.slice(0, longestText);
}
