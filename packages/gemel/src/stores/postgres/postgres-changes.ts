/** Everything that changes records and subjects. */
import { GemelError, NEVER } from '@gemel/protocol';
import type { Change, SessionStore, Touch } from '../../core/ports/session-store.ts';
import { insertValues, mutableValues } from '../stored-record.ts';
import { readNullableText, readNumber, readText } from '../stored-row.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import { committedFrom, isReplicated } from './postgres-committed.ts';
import type { PostgresConnection, PostgresOutcome } from './postgres-connection.ts';
import type { PostgresNotifier } from './postgres-notifier.ts';
import type { PostgresValue } from './postgres-pool.ts';
import {
  END,
  END_MANY,
  ENSURE_SUBJECT,
  INSERT,
  KEEP,
  LOCK_SESSIONS,
  PRUNE_SESSIONS,
  RAISE_EVERYONE,
  RAISE_SUBJECT,
  ROTATE,
  SUPERSEDE,
  SWEEP_SUBJECT,
  TOUCH,
} from './session-statements.ts';

type Changes = Pick<
  SessionStore,
  'insert' | 'replace' | 'touch' | 'raiseSubject' | 'raiseEveryone' | 'endSubject' | 'endSessions' | 'deleteExpired'
>;
type Rows = PostgresOutcome<readonly unknown[]>;

/** Rows that one statement locks before others get their turn. */
const BATCH = 500;

/** @param onAppended called after a commit that wrote entries */
export function createPostgresChanges(connection: PostgresConnection, notifier: PostgresNotifier, onAppended: () => void): Changes {
  function apply(change: Change): Promise<Rows> {
    const { record } = change;
    if (change.kind === 'keep') return connection.run(KEEP, keptValues(record));
    if (change.kind === 'rotate') return connection.run(ROTATE, rotatedValues(record));
    const place = [toStoredText(record.sid), record.version];
    return notifier.during((notifies) =>
      change.kind === 'end'
        ? connection.run(END, [...entryValues(change, notifies), NEVER, change.reason, ...place])
        : connection.run(SUPERSEDE, [...entryValues(change, notifies), ...mutableValues(record), ...place]),
    );
  }

  /** By a transaction of its own making from the first time on that the role's default turned out to be unfit. */
  let isAlone = true;
  async function insertRow(values: PostgresValue[]): Promise<unknown> {
    for (;;) {
      const { value: rows } = await (isAlone ? connection.run(INSERT, values) : connection.transact((run) => run(INSERT, values)));
      if (readText(rows[0], 'is_current') === 't') return rows[0];
      isAlone = false;
    }
  }

  return {
    async insert(record, subjectVersion) {
      for (;;) {
        const row = await insertRow([...insertValues(record), subjectVersion]);
        if (readNullableText(row, 'version') === null) {
          await connection.run(ENSURE_SUBJECT, [toStoredText(record.subject)]);
          continue;
        }
        const now = readNumber(row, 'now');
        const stands = readNumber(row, 'version');
        if (stands !== subjectVersion) return { value: 'subject_changed', now, subjectVersion: stands };
        if (readNumber(row, 'inserted') === 0) throw new GemelError('internal', 'The sid is taken.');
        return { value: 'inserted', now, subjectVersion };
      }
    },
    async replace(change) {
      const outcome = await apply(change);
      if (change.kind !== 'keep' && change.kind !== 'rotate') onAppended();
      return committedFrom(outcome, (isChanged) => (isChanged ? 'replaced' : 'conflict'));
    },
    async touch(touches) {
      for (const batch of inBatches(touches)) await connection.run(TOUCH, touchValues(batch));
    },
    async raiseSubject(subject) {
      const { value: rows } = await connection.run(RAISE_SUBJECT, [toStoredText(subject), false]);
      return { value: readNumber(rows[0], 'version'), now: readNumber(rows[0], 'now') };
    },
    async raiseEveryone() {
      const { value: rows } = await connection.transact(async (run) => {
        await run(LOCK_SESSIONS);
        return run(RAISE_EVERYONE);
      });
      return { value: readNumber(rows[0], 'version'), now: readNumber(rows[0], 'now') };
    },
    async endSessions(end) {
      const outcome = await notifier.during((notifies) =>
        connection.run(END_MANY, [...entryValues(end, notifies), NEVER, end.reason, end.sids.map(toStoredText)]),
      );
      onAppended();
      return {
        value: endedSids(outcome.value),
        now: readNumber(outcome.value[0], 'now'),
        isReplicated: isReplicated(outcome.value[0], outcome),
      };
    },
    async endSubject(end) {
      const subject = toStoredText(end.subject);
      const except = end.except === undefined ? null : toStoredText(end.except);
      const outcome = await notifier.during((notifies) =>
        connection.transact(async (run) => {
          const raised = await run(RAISE_SUBJECT, [subject, true]);
          return { raised, swept: await run(SWEEP_SUBJECT, [...entryValues(end, notifies), NEVER, end.reason, subject, except]) };
        }),
      );
      onAppended();
      const { raised, swept } = outcome.value;
      return {
        value: endedSids(swept),
        now: readNumber(swept[0], 'now'),
        isReplicated: isReplicated(raised[0], outcome),
      };
    },
    async deleteExpired(keepFor) {
      let deleted = 0;
      for (;;) {
        const { value: rows } = await connection.run(PRUNE_SESSIONS, [keepFor, BATCH]);
        const count = readNumber(rows[0], 'deleted');
        deleted += count;
        if (count < BATCH) return { value: deleted, now: readNumber(rows[0], 'now') };
      }
    },
  };
}

/** A row without a name says that there was none. */
function endedSids(rows: readonly unknown[]): readonly string[] {
  return rows.filter((row) => readNullableText(row, 'name') !== null).map((row) => fromStoredText(readText(row, 'name')));
}

/** The first values of every statement that writes entries. */
function entryValues(
  { retention, receipt }: { readonly retention: number; readonly receipt?: string },
  notifies: boolean,
): PostgresValue[] {
  return [retention, receipt === undefined ? null : toStoredText(receipt), notifies];
}

function keptValues(record: Change['record']): PostgresValue[] {
  const { sid, version, refresh, client, data, dataVersion, lastSeenAt, inactivityDeadline } = record;
  const kept = [JSON.stringify(client), JSON.stringify(data), dataVersion, lastSeenAt, inactivityDeadline];
  return [refresh?.rotation ?? null, ...kept, toStoredText(sid), version];
}

function rotatedValues({ sid, version, refresh, lastSeenAt, inactivityDeadline }: Change['record']): PostgresValue[] {
  return [refresh?.rotation ?? null, lastSeenAt, inactivityDeadline, toStoredText(sid), version];
}

function touchValues(touches: readonly Touch[]): PostgresValue[] {
  return [
    touches.map(({ sid }) => toStoredText(sid)),
    touches.map(({ lastSeenAt }) => lastSeenAt),
    touches.map(({ inactivityDeadline }) => inactivityDeadline),
  ];
}

function* inBatches<T>(things: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < things.length; start += BATCH) yield things.slice(start, start + BATCH);
}
