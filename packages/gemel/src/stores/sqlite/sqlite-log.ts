/** The log of revocations in SQLite: what follows a cursor, and whether acknowledged entries were lost. */
import type { Revocation, Seconds, SessionRevocation } from '@gemel/protocol';
import type { LogPage } from '../../core/ports/session-store.ts';
import type { Stamped } from '../../core/ports/stamped.ts';
import { SQLITE_NOW, type SqliteConnection } from './sqlite-connection.ts';
import { formatSqliteLogCursor, parseSqliteLogCursor } from './sqlite-log-cursor.ts';
import { readNullableText, readNumber, readText } from '../stored-row.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';

export interface SqliteLog {
  /** Runs work that may append, in one write transaction; wakes those who wait. */
  write<T>(name: string, work: (now: Seconds) => T): T;
  /** Appends within `write`. */
  append(entry: Revocation): void;
  /** True where an entry already says at least as much for at least as long. */
  covers(floor: SessionRevocation): boolean;
  isRetired(kid: string): boolean;
  read(after: string | undefined): Stamped<LogPage>;
  /** The cursor of a reader that has everything. */
  readHead(): string;
  /** From now on earlier cursors cannot be continued. */
  beginEpoch(): void;
  /** Deletes some entries past their `until`; to be called within `write`. */
  prune(now: Seconds): void;
}

interface Head {
  readonly epoch: string;
  readonly trimmedThrough: number;
  readonly position: number;
  readonly mark: string;
  readonly now: Seconds;
}

const PAGE_SIZE = 1000;
const ENTRIES = 'SELECT id, mark, kind, name, generation, until, receipt FROM gemel_log WHERE id > ?';

/** Creates the log on a connection. `onAppended` is called after a commit with the new head. */
export function createSqliteLog(connection: SqliteConnection, onAppended: (head: string) => void): SqliteLog {
  const head = connection.prepare(`
    SELECT m.epoch, m.trimmed_through, coalesce(l.id, 0) AS position, coalesce(l.mark, '') AS mark, ${SQLITE_NOW} AS now
    FROM gemel_meta m LEFT JOIN (SELECT id, mark FROM gemel_log ORDER BY id DESC LIMIT 1) l WHERE m.id = 1`);
  const markAt = connection.prepare("SELECT coalesce((SELECT mark FROM gemel_log WHERE id = ?), '') AS mark");
  const following = connection.prepare(`${ENTRIES} ORDER BY id LIMIT ${PAGE_SIZE + 1}`);
  const livingAfter = connection.prepare(`${ENTRIES} AND (until IS NULL OR until > ?) ORDER BY id LIMIT ${PAGE_SIZE + 1}`);
  const insert = connection.prepare('INSERT INTO gemel_log (kind, name, generation, until, receipt) VALUES (?, ?, ?, ?, ?)');
  const covering = connection.prepare(
    "SELECT count(*) AS found FROM gemel_log WHERE name = ? AND kind = 'session' AND generation >= ? AND until >= ?",
  );
  const retirement = connection.prepare("SELECT count(*) AS found FROM gemel_log WHERE name = ? AND kind = 'key'");
  // The last entry stays, so that there is always a mark to know the log by.
  const past = 'until <= ? AND id < (SELECT max(id) FROM gemel_log)';
  const lastPast = connection.prepare(`SELECT coalesce(max(id), 0) AS id FROM gemel_log WHERE ${past}`);
  const trim = connection.prepare('UPDATE gemel_meta SET trimmed_through = max(trimmed_through, ?)');
  const deletePast = connection.prepare(`DELETE FROM gemel_log WHERE ${past}`);
  const renewEpoch = connection.prepare('UPDATE gemel_meta SET epoch = lower(hex(randomblob(16))) WHERE epoch = ?');

  let seen: Head | undefined;

  function readState(): Head {
    const row = head.get();
    return {
      epoch: readText(row, 'epoch'),
      trimmedThrough: readNumber(row, 'trimmed_through'),
      position: readNumber(row, 'position'),
      mark: readText(row, 'mark'),
      now: readNumber(row, 'now'),
    };
  }

  /** True where the entry at a position is the one with this mark, and for the beginning. */
  function holds(position: number, mark: string): boolean {
    return position === 0 ? mark === '' : mark !== '' && readText(markAt.get(position), 'mark') === mark;
  }

  /** True where an entry that this process has seen is gone, other than by pruning. */
  function hasLost(state: Head): boolean {
    if (seen === undefined || seen.epoch !== state.epoch || seen.position <= state.trimmedThrough) return false;
    return !holds(seen.position, seen.mark);
  }

  function write<T>(name: string, work: (now: Seconds) => T): T {
    const written = connection.write(name, (now) => {
      const result = work(now);
      const state = readState();
      return { result, state, isLossy: hasLost(state) };
    });
    // A loss stays to be seen, and reported, by the next read.
    if (!written.isLossy) seen = written.state;
    onAppended(cursorOf(written.state));
    return written.result;
  }

  function readPage(after: string | undefined, state: Head): LogPage {
    const cursor = after === undefined ? undefined : parseSqliteLogCursor(after);
    const isKnown = cursor !== undefined && cursor.epoch === state.epoch && holds(cursor.position, cursor.mark);
    const canContinue = isKnown && (cursor.isWithinSnapshot || cursor.position >= state.trimmedThrough);
    const isSnapshot = !canContinue || cursor.isWithinSnapshot;
    const from = canContinue ? cursor.position : 0;
    const rows = isSnapshot ? livingAfter.all(from, state.now) : following.all(from);
    const page = rows.slice(0, PAGE_SIZE);
    const hasMore = rows.length > PAGE_SIZE;
    const end = hasMore ? { position: readNumber(page.at(-1), 'id'), mark: readText(page.at(-1), 'mark') } : state;
    const next = formatSqliteLogCursor({
      epoch: state.epoch,
      position: end.position,
      mark: end.mark,
      isWithinSnapshot: isSnapshot && hasMore,
    });
    return { epoch: state.epoch, cursor: next, entries: page.map(readEntry), isSnapshot, hasMore };
  }

  function read(after: string | undefined): Stamped<LogPage> {
    connection.checkFile();
    const outcome = connection.read(() => {
      const state = readState();
      return hasLost(state) ? { state, lost: true as const } : { state, lost: false as const, page: readPage(after, state) };
    });
    if (!outcome.lost) {
      seen = outcome.state;
      return { value: outcome.page, now: outcome.state.now };
    }
    connection.write('epoch', () => renewEpoch.run(outcome.state.epoch));
    seen = undefined;
    return read(after);
  }

  return {
    write,
    append(entry) {
      const receipt = entry.receipt === undefined ? null : toStoredText(entry.receipt);
      if (entry.kind === 'key') insert.run('key', toStoredText(entry.kid), null, null, receipt);
      else insert.run('session', toStoredText(entry.sid), entry.generation, entry.until, receipt);
    },
    covers: (floor) => readNumber(covering.get(toStoredText(floor.sid), floor.generation, floor.until), 'found') > 0,
    isRetired: (kid) => readNumber(retirement.get(toStoredText(kid)), 'found') > 0,
    read,
    readHead: () => connection.readOnce(() => cursorOf(readState())),
    beginEpoch() {
      connection.write('epoch', () => renewEpoch.run(readState().epoch));
      onAppended('');
    },
    prune(now) {
      trim.run(readNumber(lastPast.get(now), 'id'));
      deletePast.run(now);
    },
  };
}

function cursorOf(state: Head): string {
  return formatSqliteLogCursor({ ...state, isWithinSnapshot: false });
}

function readEntry(row: unknown): Revocation {
  const name = fromStoredText(readText(row, 'name'));
  const receipt = readNullableText(row, 'receipt');
  const receipted = receipt === null ? {} : { receipt: fromStoredText(receipt) };
  if (readText(row, 'kind') === 'key') return { kind: 'key', kid: name, ...receipted };
  return { kind: 'session', sid: name, generation: readNumber(row, 'generation'), until: readNumber(row, 'until'), ...receipted };
}
