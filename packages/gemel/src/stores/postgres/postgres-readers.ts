/** Reads of records and subjects: from the primary, or from a replica that covers what the reader knows. */
import type { SessionStore } from '../../core/ports/session-store.ts';
import { readPlace } from '../stored-place.ts';
import { readRecord } from '../stored-record.ts';
import { readNullableText, readNumber } from '../stored-row.ts';
import { toStoredText } from '../stored-text.ts';
import type { LogMarks } from './log-marks.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import type { PostgresFence } from './postgres-fence.ts';
import type { PostgresReplica } from './postgres-replica.ts';
import { FIND, LIST_ALL, LIST_BY_SUBJECT, SUBJECT_VERSION } from './session-statements.ts';

export interface PostgresReadersParts {
  readonly connection: PostgresConnection;
  readonly fence: PostgresFence;
  readonly replica: PostgresReplica | undefined;
  readonly marks: LogMarks;
}

type Readers = Pick<SessionStore, 'find' | 'list' | 'listBySubject' | 'subjectVersion'>;

export function createPostgresReaders({ connection, fence, replica, marks }: PostgresReadersParts): Readers {
  async function rowsFor(sid: string, isJudged: boolean): Promise<readonly unknown[]> {
    const read = async (): Promise<readonly unknown[]> => (await connection.run(FIND, [toStoredText(sid)])).value;
    // Whoever has a view is told of ends by it. Whoever has none would believe a primary that was deposed.
    return isJudged ? fence.around(read) : read();
  }

  return {
    async find(sid, covering) {
      const mark = covering === undefined ? undefined : marks.get(covering);
      const copy = mark === undefined ? undefined : await replica?.find(sid, mark);
      if (copy !== undefined) return copy;
      const [row] = await rowsFor(sid, covering === undefined);
      return { value: readNullableText(row, 'sid') === null ? undefined : readRecord(row), now: readNumber(row, 'now') };
    },
    async listBySubject(subject) {
      const { value: rows } = await connection.run(LIST_BY_SUBJECT, [toStoredText(subject)]);
      const records = rows.filter((row) => readNullableText(row, 'sid') !== null);
      return { value: records.map(readRecord), now: readNumber(rows[0], 'now') };
    },
    async list({ after, limit }) {
      const place = after === undefined ? Number.MAX_SAFE_INTEGER : readPlace(after);
      const { value: rows } = await connection.run(LIST_ALL, [place, limit + 1]);
      const found = rows.filter((row) => readNullableText(row, 'sid') !== null);
      const shown = found.slice(0, limit);
      const next = found.length > limit ? String(readNumber(shown.at(-1), 'place')) : undefined;
      return { value: { records: shown.map(readRecord), next }, now: readNumber(rows[0], 'now') };
    },
    async subjectVersion(subject) {
      const { value: rows } = await connection.run(SUBJECT_VERSION, [toStoredText(subject)]);
      return { value: readNumber(rows[0], 'version'), now: readNumber(rows[0], 'now') };
    },
  };
}
