/** The store in memory: the reference reading of the port, for tests and for programs of one process. */
import { GemelError, NEVER, type Revocation, type Seconds, type SessionRevocation } from '@gemel/protocol';
import type { EndSubject, SessionStore } from '../../core/ports/session-store.ts';
import type { Committed, Stamped } from '../../core/ports/stamped.ts';
import { untilOfLostChange } from '../../core/ports/lost-change.ts';
import { createMemoryFleet } from './memory-fleet.ts';
import { createMemoryKeys } from './memory-keys.ts';
import { createMemoryLog, type Sleep } from './memory-log.ts';
import { createMemorySessions } from './memory-sessions.ts';

export interface MemoryStoreOptions {
  /** The engine's clock, in seconds since 1970; the machine's by default. */
  readonly now?: () => Seconds;
  /** How a reader waits for news; a timer that keeps no process alive by default. */
  readonly sleep?: Sleep;
}

/** Creates an empty store. Several engines of one process may share it; it ends with the process. */
export function createMemoryStore(options: MemoryStoreOptions = {}): SessionStore {
  const now = options.now ?? (() => Date.now() / 1000);
  const log = createMemoryLog(crypto.randomUUID(), options.sleep ?? sleepUnreferenced);
  const sessions = createMemorySessions(endOf);
  const stamp = <T>(value: T): Stamped<T> => ({ value, now: now() });
  const commit = <T>(value: T, at: Seconds): Committed<T> => ({ value, now: at, isReplicated: false });

  function announceOne(floor: SessionRevocation, at: Seconds): void {
    const record = sessions.find(floor.sid);
    if (record !== undefined && record.endedAt === null && record.generation < floor.generation) {
      sessions.end(floor.sid, 'change_lost', at);
      log.append({ ...floor, generation: NEVER, until: untilOfLostChange(floor.until, record.overallDeadline) });
    } else if (floor.until > at && !log.covers(floor)) {
      log.append(floor);
    }
  }

  return {
    nameSession: (_subject, random) => random,
    async insert(record, subjectVersion) {
      const stands = sessions.versionOf(record.subject);
      if (stands !== subjectVersion) return { ...stamp('subject_changed'), subjectVersion: stands };
      if (!sessions.insert(record)) throw new GemelError('internal', 'The sid is taken.');
      return { ...stamp('inserted'), subjectVersion };
    },
    find: async (sid) => stamp(sessions.find(sid)),
    list: async (page) => stamp(sessions.page(page)),
    listBySubject: async (subject) => stamp(sessions.ofSubject(subject)),
    async replace(change) {
      const at = now();
      const outcome = sessions.apply(change, at);
      if (typeof outcome === 'object') log.append(outcome);
      return commit(outcome === 'conflict' ? 'conflict' : 'replaced', at);
    },
    async touch(touches) {
      const at = now();
      for (const touch of touches) sessions.touch(touch, at);
    },
    subjectVersion: async (subject) => stamp(sessions.versionOf(subject)),
    raiseSubject: async (subject) => stamp(sessions.raise(subject)),
    raiseEveryone: async () => stamp(sessions.raiseAll(now())),
    async endSessions(end) {
      const at = now();
      const sids = sessions.endMany(end, at);
      for (const sid of sids) log.append(endOf(sid, end, at));
      return commit(sids, at);
    },
    async endSubject(end) {
      const at = now();
      const sids = sessions.endSubject(end, at);
      for (const sid of sids) log.append(endOf(sid, end, at));
      return commit(sids, at);
    },
    async deleteExpired(keepFor) {
      const at = now();
      log.prune(at);
      return { value: sessions.prune(at - keepFor), now: at };
    },
    async readLog(after) {
      const at = now();
      return { value: log.read(after, at), now: at };
    },
    waitForNews: (after, { waitMs, signal }) => log.wait(after, waitMs, signal),
    async announce(floors) {
      const at = now();
      for (const floor of floors) announceOne(floor, at);
    },
    async raiseEpoch() {
      log.beginEpoch(crypto.randomUUID());
    },
    keys: createMemoryKeys(log, stamp, (value) => commit(value, now())),
    fleet: createMemoryFleet(now),
    async close() {
      log.wakeAll();
    },
  };
}

function endOf(sid: string, { retention, receipt }: Pick<EndSubject, 'retention' | 'receipt'>, now: Seconds): Revocation {
  return { kind: 'session', sid, generation: NEVER, until: now + retention, ...(receipt === undefined ? {} : { receipt }) };
}

function sleepUnreferenced(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(wake, ms);
    timer.unref();
    function wake(): void {
      clearTimeout(timer);
      resolve();
    }
    signal.addEventListener('abort', wake, { once: true });
  });
}
