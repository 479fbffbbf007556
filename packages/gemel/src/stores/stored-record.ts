/** A session record as a row of `gemel_session`, and back. */
import type { SessionRecord } from '../core/sessions/session-record.ts';
import { readJson, readNullableNumber, readNullableText, readNumber, readText } from './stored-row.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What a column of a record may hold. */
export type StoredValue = string | number | null;

/** In the order of `insertValues`. */
export const RECORD_COLUMNS: string =
  'sid, subject, client_id, version, created_at, ended_at, end_reason, generation, secret_hash, refresh_salt, refresh_rotation, ' +
  'refresh_rotated_at, principal, client, last_seen_at, inactivity_deadline, overall_deadline, data, data_version';

/** Values for an insert of the whole record. */
export function insertValues(record: SessionRecord): StoredValue[] {
  const identity = [
    toStoredText(record.sid),
    toStoredText(record.subject),
    toStoredText(record.clientId),
    record.version,
    record.createdAt,
  ];
  return [...identity, record.endedAt, record.endReason, ...mutableValues(record)];
}

/** Values that `supersede` writes, in the order of the columns. */
export function mutableValues(record: SessionRecord): StoredValue[] {
  const { refresh, authentication, roles, permissions, claims, act, jkt } = record;
  return [
    record.generation,
    record.secretHash === null ? null : toStoredText(record.secretHash),
    refresh === null ? null : toStoredText(refresh.salt),
    refresh === null ? null : refresh.rotation,
    refresh === null ? null : refresh.rotatedAt,
    JSON.stringify({ authentication, roles, permissions, claims, ...(act === null ? {} : { act }), ...(jkt === null ? {} : { jkt }) }),
    JSON.stringify(record.client),
    record.lastSeenAt,
    record.inactivityDeadline,
    record.overallDeadline,
    JSON.stringify(record.data),
    record.dataVersion,
  ];
}

/** Returns the record of a row that has all of `RECORD_COLUMNS`. */
export function readRecord(row: unknown): SessionRecord {
  const secretHash = readNullableText(row, 'secret_hash');
  const salt = readNullableText(row, 'refresh_salt');
  // Written by `mutableValues` and by nobody else.
  const principal = readJson(row, 'principal') as Pick<SessionRecord, 'authentication' | 'roles' | 'permissions' | 'claims'> &
    Partial<Pick<SessionRecord, 'act' | 'jkt'>>;
  return {
    sid: fromStoredText(readText(row, 'sid')),
    subject: fromStoredText(readText(row, 'subject')),
    clientId: fromStoredText(readText(row, 'client_id')),
    version: readNumber(row, 'version'),
    generation: readNumber(row, 'generation'),
    secretHash: secretHash === null ? null : fromStoredText(secretHash),
    refresh:
      salt === null
        ? null
        : {
            salt: fromStoredText(salt),
            rotation: readNumber(row, 'refresh_rotation'),
            rotatedAt: readNullableNumber(row, 'refresh_rotated_at'),
          },
    authentication: principal.authentication,
    roles: principal.roles,
    permissions: principal.permissions,
    claims: principal.claims,
    act: principal.act ?? null,
    jkt: principal.jkt ?? null,
    client: readJson(row, 'client') as SessionRecord['client'], // as above
    createdAt: readNumber(row, 'created_at'),
    lastSeenAt: readNumber(row, 'last_seen_at'),
    inactivityDeadline: readNumber(row, 'inactivity_deadline'),
    overallDeadline: readNumber(row, 'overall_deadline'),
    endedAt: readNullableNumber(row, 'ended_at'),
    endReason: readNullableText(row, 'end_reason') as SessionRecord['endReason'], // as above
    data: readJson(row, 'data') as SessionRecord['data'], // as above
    dataVersion: readNumber(row, 'data_version'),
  };
}
