/** What a subject may see of its session; no secret in it. */
import { expiresAt } from './check-record.ts';
import type { Session, SessionMode } from '../gemel.ts';
import type { SessionRecord } from './session-record.ts';

export function summarizeSession(record: SessionRecord): Session {
  return {
    sid: record.sid,
    subject: record.subject,
    mode: modeOf(record),
    createdAt: record.createdAt,
    lastSeenAt: record.lastSeenAt,
    expiresAt: expiresAt(record),
    authentication: record.authentication,
    clientId: record.clientId,
    client: record.client,
    ...(record.act === null ? {} : { act: record.act }),
  };
}

function modeOf({ secretHash, refresh }: SessionRecord): SessionMode {
  if (secretHash === null) return 'token';
  return refresh === null ? 'cookie' : 'both';
}
