/** Judges a record that was read from the store: it stands, or it is refused for a reason. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { SessionRecord } from './session-record.ts';

/**
 * Returns the record if its session stands at engine time `now`.
 *
 * @throws GemelError `session_unknown`, `session_revoked`, `session_expired`
 */
export function checkRecord(record: SessionRecord | undefined, now: Seconds): SessionRecord {
  if (record === undefined) throw new GemelError('session_unknown');
  if (record.endedAt !== null) throw new GemelError('session_revoked', { sid: record.sid, reason: record.endReason });
  if (now >= expiresAt(record)) throw new GemelError('session_expired', { sid: record.sid });
  return record;
}

/** Engine time at which the session ends if nothing more happens. */
export function expiresAt(record: { readonly inactivityDeadline: Seconds; readonly overallDeadline: Seconds }): Seconds {
  return Math.min(record.inactivityDeadline, record.overallDeadline);
}
