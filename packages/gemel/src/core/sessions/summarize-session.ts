/** What a subject may see of its session; no secret in it. */
import { expiresAt } from './check-record.ts';
import type { Session } from '../gemel.ts';
import type { SessionRecord } from './session-record.ts';

export function summarizeSession(record: SessionRecord): Session {
  return {
    sid: record.sid,
    subject: record.subject,
    createdAt: record.createdAt,
    lastSeenAt: record.lastSeenAt,
    expiresAt: expiresAt(record),
    authentication: record.authentication,
    client: record.client,
  };
}
