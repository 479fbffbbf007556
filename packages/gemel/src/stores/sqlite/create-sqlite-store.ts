/** The embedded store: one SQLite file, shared by the processes of one machine. */
import { GemelError, NEVER, type Seconds, type SessionRevocation } from '@gemel/protocol';
import { untilOfLostChange } from '../../core/ports/lost-change.ts';
import type { Change, EndSubject, SessionStore } from '../../core/ports/session-store.ts';
import type { Committed } from '../../core/ports/stamped.ts';
import { checkDatabase } from './check-database.ts';
import { checkSqliteSchema } from './migrate-sqlite.ts';
import { createSqliteConnection, type OnStep, SQLITE_NOW, type SqliteConnection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { createSqliteFleet } from './sqlite-fleet.ts';
import { createSqliteKeys } from './sqlite-keys.ts';
import { createSqliteLog, type SqliteLog } from './sqlite-log.ts';
import { readNumber } from '../stored-row.ts';
import { createSqliteSessions, type SqliteSessions } from './sqlite-sessions.ts';
import { createSqliteWaiters } from './sqlite-waiters.ts';
import { STORE_COMPONENT, storeMigrations } from './store-migrations.ts';

export interface SqliteStoreOptions {
  /** Called before and after the commit of each write transaction, with its name; for tests that stop the process there. */
  readonly onStep?: OnStep;
}

/** What an entry says beside whom it is about. */
type Announced = Pick<EndSubject, 'retention' | 'receipt'>;

/** Things done in one transaction before others get their turn. */
const BATCH = 500;

/**
 * Creates the store on an open connection, which is then the store's; close it after the store.
 * The tables must be there: `migrateSqliteStore`.
 *
 * @throws GemelError `options_invalid`, `schema_outdated`, `schema_too_new`, `store_unavailable`
 */
export function createSqliteStore(database: SqliteDatabase, options: SqliteStoreOptions = {}): SessionStore {
  checkDatabase('createSqliteStore', database);
  const connection = createSqliteConnection(database, options.onStep);
  checkSqliteSchema(database, STORE_COMPONENT, storeMigrations);
  const sessions = createSqliteSessions(connection);
  const log = createSqliteLog(connection, (head) => waiters.wakeBehind(head));
  const waiters = createSqliteWaiters(connection, log.readHead);

  return {
    nameSession: (_subject, random) => random,
    ...readers(connection, sessions),
    ...writers(connection, sessions),
    async replace(change) {
      const step = `replace-${change.kind}`;
      if (change.kind === 'keep' || change.kind === 'rotate')
        return connection.write(step, (now) => committed(applied(sessions.apply(change, now)), now));
      return log.write(step, (now) => {
        const isApplied = sessions.apply(change, now);
        if (isApplied) log.append(entryOf(change.record.sid, floorOf(change), change, now));
        return committed(applied(isApplied), now);
      });
    },
    async endSubject(end) {
      return log.write('end-subject', (now) => {
        const sids = sessions.endSubject(end, now);
        for (const sid of sids) log.append(entryOf(sid, NEVER, end, now));
        return committed(sids, now);
      });
    },
    async endSessions(end) {
      return log.write('end-sessions', (now) => {
        const sids = sessions.endMany(end, now);
        for (const sid of sids) log.append(entryOf(sid, NEVER, end, now));
        return committed(sids, now);
      });
    },
    async announce(floors) {
      await inBatches(floors, (batch) =>
        log.write('announce', (now) => {
          for (const floor of batch) announceOne(sessions, log, floor, now);
        }),
      );
    },
    async deleteExpired(keepFor) {
      let deleted = 0;
      for (;;) {
        const { value, now } = connection.write('delete-expired', (at) => {
          log.prune(at);
          return { value: sessions.prune(at - keepFor, BATCH), now: at };
        });
        deleted += value;
        if (value < BATCH) return { value: deleted, now };
        await yieldToOthers();
      }
    },
    readLog: async (after) => log.read(after),
    waitForNews: (after, { waitMs, signal }) => waiters.wait(after, waitMs, signal),
    raiseEpoch: async () => log.beginEpoch(),
    keys: createSqliteKeys(connection, log),
    fleet: createSqliteFleet(connection),
    async close() {
      waiters.wakeAll();
    },
  };
}

function readers(
  connection: SqliteConnection,
  sessions: SqliteSessions,
): Pick<SessionStore, 'find' | 'list' | 'listBySubject' | 'subjectVersion'> {
  const clock = connection.prepare(`SELECT ${SQLITE_NOW} AS now`);
  const readNow = (): number => readNumber(clock.get(), 'now');
  return {
    find: async (sid) => connection.readOnce(() => sessions.find(sid)),
    list: async (page) => connection.read(() => ({ now: readNow(), value: sessions.page(page) })),
    listBySubject: async (subject) => connection.read(() => ({ now: readNow(), value: sessions.ofSubject(subject) })),
    subjectVersion: async (subject) => connection.read(() => ({ now: readNow(), value: sessions.versionOf(subject) })),
  };
}

function writers(
  connection: SqliteConnection,
  sessions: SqliteSessions,
): Pick<SessionStore, 'insert' | 'touch' | 'raiseSubject' | 'raiseEveryone'> {
  return {
    async insert(record, subjectVersion) {
      return connection.write('insert', (now) => {
        const stands = sessions.versionOf(record.subject);
        if (stands !== subjectVersion) return { value: 'subject_changed' as const, now, subjectVersion: stands };
        if (!sessions.insert(record)) throw new GemelError('internal', 'The sid is taken.');
        return { value: 'inserted' as const, now, subjectVersion };
      });
    },
    async touch(touches) {
      await inBatches(touches, (batch) =>
        connection.write('touch', (now) => {
          for (const touch of batch) sessions.touch(touch, now);
        }),
      );
    },
    raiseEveryone: async () => connection.write('raise-everyone', (now) => ({ value: sessions.raiseAll(now), now })),
    raiseSubject: async (subject) => connection.write('raise-subject', (now) => ({ value: sessions.raise(subject), now })),
  };
}

function announceOne(sessions: SqliteSessions, log: SqliteLog, floor: SessionRevocation, now: number): void {
  const overallDeadline = sessions.endBelow(floor.sid, floor.generation, now);
  if (overallDeadline !== undefined) log.append({ ...floor, generation: NEVER, until: untilOfLostChange(floor.until, overallDeadline) });
  else if (floor.until > now && !log.covers(floor)) log.append(floor);
}

/** One file on one machine: nothing else holds the change. */
function committed<T>(value: T, now: Seconds): Committed<T> {
  return { value, now, isReplicated: false };
}

function entryOf(sid: string, generation: number, { retention, receipt }: Announced, now: Seconds): SessionRevocation {
  return { kind: 'session', sid, generation, until: now + retention, ...(receipt === undefined ? {} : { receipt }) };
}

function applied(isApplied: boolean): 'replaced' | 'conflict' {
  return isApplied ? 'replaced' : 'conflict';
}

function floorOf(change: Exclude<Change, { kind: 'keep' | 'rotate' }>): number {
  return change.kind === 'end' ? NEVER : change.record.generation;
}

async function inBatches<T>(things: readonly T[], work: (batch: readonly T[]) => void): Promise<void> {
  for (let start = 0; start < things.length; start += BATCH) {
    if (start > 0) await yieldToOthers();
    work(things.slice(start, start + BATCH));
  }
}

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
