/** The log of revocations in PostgreSQL: what follows a cursor without a gap, and whether acknowledged entries were lost. */
import { GemelError } from '@gemel/protocol';
import type { LogPage } from '../../core/ports/session-store.ts';
import type { Stamped } from '../../core/ports/stamped.ts';
import { readJson, readNullableText, readNumber, readText } from '../stored-row.ts';
import { type LogEntry, readLogEntries } from './read-log-entries.ts';
import { HAS_NEWS, NEW_EPOCH, PAGE_SIZE, PRUNE_LOG, READ_LOG, READ_SETTLED, SETTLE } from './log-statements.ts';
import type { PostgresConnection, PostgresOutcome } from './postgres-connection.ts';
import type { PostgresFence } from './postgres-fence.ts';
import {
  formatPostgresLogCursor,
  parsePostgresLogCursor,
  type PostgresLogCursor,
  type PostgresLogPosition,
} from './postgres-log-cursor.ts';
import { formatSnapshot, NOTHING_SEEN, type PostgresSnapshot, readSnapshot, upToEntry } from './postgres-snapshot.ts';

export interface PostgresLog {
  read(after: string | undefined): Promise<Stamped<LogPage>>;
  /** False where `after` is the cursor of a reader that has everything. */
  hasNews(after: string): Promise<boolean>;
  /** From now on earlier cursors cannot be continued. */
  beginEpoch(): Promise<void>;
  /** Deletes entries that nobody needs. */
  prune(): Promise<void>;
}

/** How far the primary had come when it gave a cursor: a replica that has come as far has everything that the cursor speaks of. */
export interface LogMark {
  readonly lsn: string;
  readonly system: string;
  readonly timeline: string;
}

/** Told of each cursor that is given, and of the primary's position then. */
export type OnCursor = (cursor: string, mark: LogMark) => void;

interface LastSeen {
  readonly epoch: string;
  readonly last: bigint;
}

const PRUNED_AT_ONCE = 1000;

export interface PostgresLogParts {
  readonly connection: PostgresConnection;
  readonly fence: PostgresFence;
  readonly onCursor: OnCursor;
}

export function createPostgresLog({ connection, fence, onCursor }: PostgresLogParts): PostgresLog {
  let seen: LastSeen | undefined;

  async function read(after: string | undefined): Promise<Stamped<LogPage>> {
    const cursor = after === undefined ? undefined : parsePostgresLogCursor(after);
    const asked = seen;
    const values = [...readerValues(cursor), asked?.epoch ?? null, asked?.last.toString() ?? null];
    const rows = await fence.around(async () => rowsOf(await connection.run(READ_LOG, values)));
    const [head] = rows;
    if (isTrue(head, 'has_lost') || readText(head, 'system') !== readText(head, 'known_system')) {
      await connection.run(NEW_EPOCH, [readText(head, 'mark')]);
      if (seen === asked) seen = undefined;
      return read(after);
    }
    const epoch = readText(head, 'epoch');
    const last = BigInt(readText(head, 'last'));
    // Reads may come back in another order than they were sent in.
    if (seen === undefined || seen.epoch !== epoch || seen.last < last) seen = { epoch, last };
    const page = pageOf(head, cursor, { epoch, last });
    onCursor(page.cursor, { lsn: readText(head, 'lsn'), system: readText(head, 'system'), timeline: readText(head, 'timeline') });
    return { value: page, now: readNumber(head, 'now') };
  }

  return {
    read,
    async hasNews(after) {
      const cursor = parsePostgresLogCursor(after);
      if (cursor === undefined || cursor.position !== undefined) return true;
      const { value: rows } = await connection.run(HAS_NEWS, [cursor.epoch, formatSnapshot(cursor.seen)]);
      return rows[0] === undefined || isTrue(rows[0], 'has_news');
    },
    async beginEpoch() {
      await connection.run(NEW_EPOCH, [null]);
    },
    async prune() {
      const { value: rows } = await connection.run(READ_SETTLED);
      const [settled] = rows;
      await connection.run(SETTLE, [
        formatSnapshot(upToEntry(readSnapshot(readText(settled, 'snapshot')), BigInt(readText(settled, 'last')))),
      ]);
      for (;;) {
        const pruned = await connection.run(PRUNE_LOG, [PRUNED_AT_ONCE]);
        if (readNumber(pruned.value[0], 'deleted') < PRUNED_AT_ONCE) return;
      }
    },
  };
}

function readerValues(cursor: PostgresLogCursor | undefined): (string | boolean | null)[] {
  if (cursor === undefined) return [null, null, null, null, null, null, false];
  const { epoch, seen, position } = cursor;
  const reader = [epoch, formatSnapshot(seen), (seen.xmax - 1n).toString()];
  if (position === undefined) return [...reader, null, null, null, false];
  const { target, xid, id, isWithinSnapshot } = position;
  return [...reader, formatSnapshot(target), xid.toString(), id.toString(), isWithinSnapshot];
}

function pageOf(head: unknown, asked: PostgresLogCursor | undefined, { epoch, last }: LastSeen): LogPage {
  const entries = readNullableText(head, 'entries') === null ? [] : readLogEntries(readJson(head, 'entries'));
  const page = entries.slice(0, PAGE_SIZE);
  const hasMore = entries.length > PAGE_SIZE;
  const isSnapshot = isTrue(head, 'is_snapshot');
  const reached = upToEntry(readSnapshot(readText(head, 'snapshot')), last);
  const start = isTrue(head, 'continues') ? asked : undefined;
  const end = hasMore ? page.at(-1) : undefined;
  const position = end === undefined ? undefined : { ...positionAfter(end, start, reached), isWithinSnapshot: isSnapshot };
  return {
    epoch,
    cursor: formatPostgresLogCursor({ epoch, ...(position ?? { seen: reached }), position }),
    entries: page.map(({ entry }) => entry),
    isSnapshot,
    hasMore,
  };
}

/** Where the next page goes on: on the way to the same target, or, where that is reached, on the way to what this page's snapshot sees. */
function positionAfter(
  { phase, xid, id }: LogEntry,
  start: PostgresLogCursor | undefined,
  reached: PostgresSnapshot,
): Omit<PostgresLogPosition, 'isWithinSnapshot'> & { readonly seen: PostgresSnapshot } {
  const seen = start?.seen ?? NOTHING_SEEN;
  const target = start?.position?.target ?? seen;
  return phase === 1 ? { xid, id, seen, target } : { xid, id, seen: target, target: reached };
}

function rowsOf({ value: rows }: PostgresOutcome<readonly unknown[]>): readonly unknown[] {
  if (rows.length === 0) throw new GemelError('store_unavailable', 'The row of gemel_meta is gone.');
  return rows;
}

function isTrue(row: unknown, column: string): boolean {
  return readText(row, column) === 't';
}
