/** Session records and subjects in SQLite: one statement for each thing that the port does to them. */
import type { Seconds } from '@gemel/protocol';
import type { Change, EndSessions, EndSubject, ListSessions, RecordPage, Touch } from '../../core/ports/session-store.ts';
import type { EndReason, SessionRecord } from '../../core/sessions/session-record.ts';
import { SQLITE_NOW, type SqliteConnection } from './sqlite-connection.ts';
import { readPlace } from '../stored-place.ts';
import { insertValues, mutableValues, readRecord, RECORD_COLUMNS } from '../stored-record.ts';
import { readNullableText, readNumber, readText } from '../stored-row.ts';
import { EVERYONE, fromStoredText, toStoredText } from '../stored-text.ts';

/** What writes is to be called within a write transaction, whose time is `now`. */
export interface SqliteSessions {
  find(sid: string): { readonly value: SessionRecord | undefined; readonly now: Seconds };
  /** Records of the subject that have not ended, newest first. */
  ofSubject(subject: string): readonly SessionRecord[];
  /** Records that have not ended, newest first. */
  page(page: ListSessions): RecordPage;
  /** False where the `sid` is taken. */
  insert(record: SessionRecord): boolean;
  /** False where the compare-and-swap failed. */
  apply(change: Change, now: Seconds): boolean;
  touch(touch: Touch, now: Seconds): void;
  versionOf(subject: string): number;
  /** By one. Returns the new version. */
  raise(subject: string): number;
  /** Returns the lowest version that there is from now on. */
  raiseAll(now: Seconds): number;
  /** Returns the `sid`s ended. */
  endMany(end: EndSessions, now: Seconds): readonly string[];
  /** Returns the `sid`s ended. */
  endSubject(end: EndSubject, now: Seconds): readonly string[];
  /** Ends a session that stands below a generation, as `change_lost`; returns its overall deadline, or undefined where there is none. */
  endBelow(sid: string, generation: number, now: Seconds): Seconds | undefined;
  /** Deletes up to `limit` records that ended or expired before; returns how many. */
  prune(before: Seconds, limit: number): number;
}

const STANDS = 'sid = ? AND version = ? AND ended_at IS NULL';

export function createSqliteSessions(connection: SqliteConnection): SqliteSessions {
  const find = connection.prepare(`SELECT ${SQLITE_NOW} AS now, ${RECORD_COLUMNS} FROM (SELECT 1) LEFT JOIN gemel_session ON sid = ?`);
  const ofSubject = connection.prepare(
    `SELECT ${RECORD_COLUMNS} FROM gemel_session WHERE subject = ? AND ended_at IS NULL ORDER BY created_at DESC, rowid DESC`,
  );
  const page = connection.prepare(
    `SELECT rowid AS place, ${RECORD_COLUMNS} FROM gemel_session WHERE rowid < ? AND ended_at IS NULL ORDER BY rowid DESC LIMIT ?`,
  );
  const insert = connection.prepare(
    `INSERT INTO gemel_session (${RECORD_COLUMNS}) VALUES (${Array.from(RECORD_COLUMNS.split(','), () => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const keep = connection.prepare(`
    UPDATE gemel_session SET version = version + 1,
      refresh_rotated_at = CASE WHEN refresh_salt IS NULL OR ?1 IS NULL OR ?1 = refresh_rotation THEN refresh_rotated_at ELSE ?2 END,
      refresh_rotation = CASE WHEN refresh_salt IS NULL OR ?1 IS NULL THEN refresh_rotation ELSE ?1 END,
      client = ?3, data = ?4, data_version = ?5,
      last_seen_at = max(last_seen_at, ?6), inactivity_deadline = max(inactivity_deadline, ?7)
    WHERE sid = ?8 AND version = ?9 AND ended_at IS NULL AND min(inactivity_deadline, overall_deadline) > ?2`);
  const rotate = connection.prepare(`
    UPDATE gemel_session SET version = version + 1, refresh_rotation = ?1,
      refresh_rotated_at = CASE WHEN ?1 = refresh_rotation THEN refresh_rotated_at ELSE ?2 END,
      last_seen_at = max(last_seen_at, ?3), inactivity_deadline = max(inactivity_deadline, ?4)
    WHERE sid = ?5 AND version = ?6 AND refresh_salt IS NOT NULL AND ended_at IS NULL AND min(inactivity_deadline, overall_deadline) > ?2`);
  const supersede = connection.prepare(`
    UPDATE gemel_session SET version = version + 1, generation = ?, secret_hash = ?, refresh_salt = ?, refresh_rotation = ?,
      refresh_rotated_at = ?, principal = ?, client = ?, last_seen_at = max(last_seen_at, ?),
      inactivity_deadline = max(inactivity_deadline, ?), overall_deadline = ?, data = ?, data_version = ?
    WHERE ${STANDS}`);
  const end = connection.prepare(`UPDATE gemel_session SET version = version + 1, ended_at = ?, end_reason = ? WHERE ${STANDS}`);
  const touch = connection.prepare(`
    UPDATE gemel_session SET last_seen_at = max(last_seen_at, ?), inactivity_deadline = max(inactivity_deadline, ?)
    WHERE sid = ? AND ended_at IS NULL AND min(inactivity_deadline, overall_deadline) > ?`);
  const versionOf = connection.prepare(
    `SELECT coalesce(sum(version), 0) AS version FROM gemel_subject WHERE subject IN (?, '${EVERYONE}')`,
  );
  const raise = connection.prepare('INSERT INTO gemel_subject VALUES (?1, ?2) ON CONFLICT DO UPDATE SET version = max(version + 1, ?2)');
  const endOf = connection.prepare(
    `UPDATE gemel_session SET version = version + 1, ended_at = ?, end_reason = ? WHERE sid = ? AND ended_at IS NULL`,
  );
  const ofSubjectBut = 'subject = ? AND ended_at IS NULL AND sid IS NOT ?';
  const sidsOfSubject = connection.prepare(`SELECT sid FROM gemel_session WHERE ${ofSubjectBut} ORDER BY created_at DESC, rowid DESC`);
  const endSubject = connection.prepare(
    `UPDATE gemel_session SET version = version + 1, ended_at = ?, end_reason = ? WHERE ${ofSubjectBut}`,
  );
  const below = connection.prepare(
    'SELECT version, overall_deadline FROM gemel_session WHERE sid = ? AND ended_at IS NULL AND generation < ?',
  );
  const prune = connection.prepare(`
    DELETE FROM gemel_session WHERE rowid IN (SELECT rowid FROM gemel_session
      WHERE coalesce(ended_at, min(inactivity_deadline, overall_deadline)) <= ? LIMIT ?)`);

  /** That of the subject and that of everyone, which rise each by itself. */
  const versionOfStored = (subject: string): number => readNumber(versionOf.get(subject), 'version');
  const raiseStored = (subject: string, atLeast: number): number => {
    raise.run(subject, atLeast);
    return versionOfStored(subject);
  };
  const hasChanged = ({ changes }: { readonly changes: number | bigint }): boolean => Number(changes) === 1;
  const endOne = (sid: string, version: number, reason: EndReason, now: Seconds): boolean => hasChanged(end.run(now, reason, sid, version));

  return {
    find(sid) {
      const row = find.get(toStoredText(sid));
      return { value: readNullableText(row, 'sid') === null ? undefined : readRecord(row), now: readNumber(row, 'now') };
    },
    ofSubject: (subject) => ofSubject.all(toStoredText(subject)).map(readRecord),
    page({ after, limit }) {
      const rows = page.all(after === undefined ? Number.MAX_SAFE_INTEGER : readPlace(after), limit + 1);
      const shown = rows.slice(0, limit);
      return { records: shown.map(readRecord), next: rows.length > limit ? String(readNumber(shown.at(-1), 'place')) : undefined };
    },
    insert: (record) => hasChanged(insert.run(...insertValues(record))),
    apply(change, now) {
      const { record } = change;
      const sid = toStoredText(record.sid);
      if (change.kind === 'end') return endOne(sid, record.version, change.reason, now);
      if (change.kind === 'supersede') return hasChanged(supersede.run(...mutableValues(record), sid, record.version));
      if (change.kind === 'rotate') {
        const { refresh, lastSeenAt, inactivityDeadline, version } = record;
        return refresh !== null && hasChanged(rotate.run(refresh.rotation, now, lastSeenAt, inactivityDeadline, sid, version));
      }
      const { refresh, client, data, dataVersion, lastSeenAt, inactivityDeadline, version } = record;
      const kept = [JSON.stringify(client), JSON.stringify(data), dataVersion, lastSeenAt, inactivityDeadline];
      return hasChanged(keep.run(refresh?.rotation ?? null, now, ...kept, sid, version));
    },
    touch: ({ sid, lastSeenAt, inactivityDeadline }, now) => void touch.run(lastSeenAt, inactivityDeadline, toStoredText(sid), now),
    versionOf: (subject) => versionOfStored(toStoredText(subject)),
    raise: (subject) => raiseStored(toStoredText(subject), 1),
    raiseAll: (now) => raiseStored(EVERYONE, microseconds(now)),
    endMany({ sids, reason }, now) {
      return sids.filter((sid) => hasChanged(endOf.run(now, reason, toStoredText(sid))));
    },
    endSubject(ended, now) {
      const subject = toStoredText(ended.subject);
      const except = ended.except === undefined ? null : toStoredText(ended.except);
      raise.run(subject, microseconds(now));
      const sids = sidsOfSubject.all(subject, except).map((row) => fromStoredText(readText(row, 'sid')));
      endSubject.run(now, ended.reason, subject, except);
      return sids;
    },
    endBelow(sid, generation, now) {
      const row = below.get(toStoredText(sid), generation);
      if (row === undefined) return undefined;
      endOne(toStoredText(sid), readNumber(row, 'version'), 'change_lost', now);
      return readNumber(row, 'overall_deadline');
    },
    prune: (before, limit) => Number(prune.run(before, limit).changes),
  };
}

function microseconds(now: Seconds): number {
  return Math.floor(now * 1_000_000);
}
