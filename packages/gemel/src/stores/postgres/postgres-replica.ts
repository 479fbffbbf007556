/** Records from a replica, where it can show that it has everything that the reader's view speaks of. */
import type { Found } from '../../core/ports/stamped.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { readRecord, RECORD_COLUMNS } from '../stored-record.ts';
import { readNullableText, readNumber } from '../stored-row.ts';
import { toStoredText } from '../stored-text.ts';
import { borrowClient } from './borrow-client.ts';
import { AS_TEXT, WRITER_NOW } from './postgres-connection.ts';
import type { LogMark } from './postgres-log.ts';
import type { PostgresPool } from './postgres-pool.ts';

export interface PostgresReplica {
  /** Returns undefined where the primary has to be asked: the replica is behind, of another cluster or timeline, slow or gone. */
  find(sid: string, mark: LogMark): Promise<Found<SessionRecord | undefined> | undefined>;
  close(): void;
}

/** Milliseconds that an answer is waited for: the primary would give one. */
const PATIENCE_MS = 300;
/** Milliseconds for which a replica that failed is not asked again. */
const REST_MS = 1000;

/**
 * Its timeline as far as it is known for certain, which may be late by a checkpoint: until then the primary is asked.
 */
const TIMELINE = `lpad(to_hex(greatest((SELECT timeline_id FROM pg_control_checkpoint()),
  (SELECT min_recovery_end_timeline FROM pg_control_recovery()))), 8, '0')`;

/** Creates it on the application's pool of connections to replicas, whichever of them a connection leads to. */
export function createPostgresReplica(pool: PostgresPool): PostgresReplica {
  let rest: NodeJS.Timeout | undefined;

  async function ask(sid: string, mark: LogMark): Promise<Found<SessionRecord | undefined> | undefined> {
    const result: unknown = await borrowClient(pool, { timeoutMs: PATIENCE_MS }, (client) =>
      client.query({ text: textFor(sid, mark), types: AS_TEXT }).catch((error: unknown) => {
        // Ends the connection, which is still within the transaction that failed.
        throw new Error('the replica failed', { cause: error });
      }),
    );
    const [, covers, found] = Array.isArray(result) ? result.map(firstRow) : [];
    if (covers === undefined || found === undefined || readNullableText(covers, 'covers') !== 't') return undefined;
    const value = readNullableText(found, 'sid') === null ? undefined : readRecord(found);
    return { value, now: readNumber(found, 'now'), isCopy: true };
  }

  return {
    async find(sid, mark) {
      if (rest !== undefined) return undefined;
      try {
        return await ask(sid, mark);
      } catch {
        rest = setTimeout(() => (rest = undefined), REST_MS).unref();
        return undefined;
      }
    },
    close: () => clearTimeout(rest),
  };
}

/**
 * One message, so that a pooler cannot send its statements to different servers; the record is read by a statement after the one that
 * looks how far the replica has come, hence with a later snapshot. Nothing in it but digits is the caller's.
 */
function textFor(sid: string, { lsn, system, timeline }: LogMark): string {
  const hex = (text: string): string => `convert_from(decode('${Buffer.from(text).toString('hex')}', 'hex'), 'UTF8')`;
  return `BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
    SELECT pg_last_wal_replay_lsn() >= ${hex(lsn)}::pg_lsn AND ${TIMELINE} = ${hex(timeline)}
      AND (SELECT system_identifier FROM pg_control_system())::text = ${hex(system)} AS covers;
    SELECT ${WRITER_NOW} AS now, ${RECORD_COLUMNS} FROM (SELECT 1) AS one LEFT JOIN gemel_session ON sid = ${hex(toStoredText(sid))};
    COMMIT`;
}

function firstRow(result: unknown): unknown {
  const rows: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, 'rows') : undefined;
  return Array.isArray(rows) ? rows[0] : undefined;
}
