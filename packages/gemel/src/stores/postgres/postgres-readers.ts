/** Reads of records and subjects, from the primary. */
import type { SessionStore } from '../../core/ports/session-store.ts';
import { readRecord } from '../stored-record.ts';
import { readNullableText, readNumber } from '../stored-row.ts';
import { toStoredText } from '../stored-text.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { FIND, LIST_BY_SUBJECT, SUBJECT_VERSION } from './session-statements.ts';

export function createPostgresReaders(connection: PostgresConnection): Pick<SessionStore, 'find' | 'listBySubject' | 'subjectVersion'> {
  return {
    async find(sid) {
      const { value: rows } = await connection.run(FIND, [toStoredText(sid)]);
      const [row] = rows;
      return { value: readNullableText(row, 'sid') === null ? undefined : readRecord(row), now: readNumber(row, 'now') };
    },
    async listBySubject(subject) {
      const { value: rows } = await connection.run(LIST_BY_SUBJECT, [toStoredText(subject)]);
      const records = rows.filter((row) => readNullableText(row, 'sid') !== null);
      return { value: records.map(readRecord), now: readNumber(rows[0], 'now') };
    },
    async subjectVersion(subject) {
      const { value: rows } = await connection.run(SUBJECT_VERSION, [toStoredText(subject)]);
      return { value: readNumber(rows[0], 'version'), now: readNumber(rows[0], 'now') };
    },
  };
}
