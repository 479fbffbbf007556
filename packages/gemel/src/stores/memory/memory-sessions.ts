/** Session records and subjects in memory, and what each change does to them; nothing here awaits, so every call is one atomic step. */
import type { Revocation, Seconds } from '@gemel/protocol';
import type { Change, EndSessions, EndSubject, ListSessions, RecordPage, Touch } from '../../core/ports/session-store.ts';
import { readPlace } from '../stored-place.ts';
import type { EndReason, RefreshState, SessionRecord } from '../../core/sessions/session-record.ts';

export interface MemorySessions {
  find(sid: string): SessionRecord | undefined;
  /** False where the `sid` is taken. */
  insert(record: SessionRecord): boolean;
  /** Records of the subject that have not ended, newest first. */
  ofSubject(subject: string): readonly SessionRecord[];
  /** Records that have not ended, newest first. */
  page(page: ListSessions): RecordPage;
  /** Returns the entry to be written where there is one, `replaced` where there is none, or `conflict`. */
  apply(change: Change, now: Seconds): Revocation | 'replaced' | 'conflict';
  touch(touch: Touch, now: Seconds): void;
  end(sid: string, reason: EndReason, now: Seconds): void;
  versionOf(subject: string): number;
  /** By one, or to the microseconds of `atLeast`. */
  raise(subject: string, atLeast?: Seconds): number;
  raiseAll(atLeast: Seconds): number;
  endSubject(end: EndSubject, now: Seconds): readonly string[];
  endMany(end: EndSessions, now: Seconds): readonly string[];
  /** Returns how many records were deleted. */
  prune(before: Seconds): number;
}

export function createMemorySessions(
  entryOfEnd: (sid: string, end: { readonly retention: Seconds; readonly receipt?: string }, now: Seconds) => Revocation,
): MemorySessions {
  const records = new Map<string, SessionRecord>();
  /** When each was written; numbered, so that a page can be gone on from. */
  const places = new Map<string, number>();
  let written = 0;
  /** Added to the version of every subject. */
  let everyone = 0;
  const subjectVersions = new Map<string, number>();

  function write(record: SessionRecord): void {
    records.set(record.sid, record);
  }

  const sessions: MemorySessions = {
    find: (sid) => structuredClone(records.get(sid)),
    insert(record) {
      if (records.has(record.sid)) return false;
      write(structuredClone(record));
      places.set(record.sid, ++written);
      return true;
    },
    ofSubject(subject) {
      const found = [...records.values()].filter((record) => record.subject === subject && record.endedAt === null);
      return structuredClone(found.reverse().sort((left, right) => right.createdAt - left.createdAt));
    },
    page({ after, limit }) {
      const before = after === undefined ? Number.POSITIVE_INFINITY : readPlace(after);
      const standing = [...places].reverse().filter(([sid, place]) => place < before && records.get(sid)?.endedAt === null);
      const page = standing.slice(0, limit);
      const last = page.at(-1)?.[1];
      return {
        records: structuredClone(page.flatMap(([sid]) => records.get(sid) ?? [])),
        next: last === undefined || standing.length === page.length ? undefined : String(last),
      };
    },
    apply(change, now) {
      const { record } = change;
      const stored = records.get(record.sid);
      if (stored === undefined || stored.endedAt !== null || stored.version !== record.version) return 'conflict';
      if (change.kind === 'end') {
        sessions.end(record.sid, change.reason, now);
        return entryOfEnd(record.sid, change, now);
      }
      if (change.kind === 'supersede') {
        write(structuredClone(superseded(stored, record)));
        const { retention, receipt } = change;
        const entry = { kind: 'session' as const, sid: record.sid, generation: record.generation, until: now + retention };
        return receipt === undefined ? entry : { ...entry, receipt };
      }
      if (isExpired(stored, now)) return 'conflict';
      if (change.kind === 'rotate' && stored.refresh === null) return 'conflict';
      write(structuredClone(change.kind === 'rotate' ? rotated(stored, record, now) : kept(stored, record, now)));
      return 'replaced';
    },
    touch(touch, now) {
      const stored = records.get(touch.sid);
      if (stored === undefined || stored.endedAt !== null || isExpired(stored, now)) return;
      write({ ...stored, ...risen(stored, touch) });
    },
    end(sid, reason, now) {
      const stored = records.get(sid);
      if (stored !== undefined) write({ ...stored, version: stored.version + 1, endedAt: now, endReason: reason });
    },
    versionOf: (subject) => (subjectVersions.get(subject) ?? 0) + everyone,
    raise(subject, atLeast = 0) {
      subjectVersions.set(subject, raised(subjectVersions.get(subject) ?? 0, atLeast));
      return sessions.versionOf(subject);
    },
    raiseAll(atLeast) {
      everyone = raised(everyone, atLeast);
      return everyone;
    },
    endMany({ sids, reason }, now) {
      const standing = [...new Set(sids)].filter((sid) => records.get(sid)?.endedAt === null);
      for (const sid of standing) sessions.end(sid, reason, now);
      return standing;
    },
    endSubject({ subject, reason, except }, now) {
      sessions.raise(subject, now);
      const sids = sessions
        .ofSubject(subject)
        .map(({ sid }) => sid)
        .filter((sid) => sid !== except);
      for (const sid of sids) sessions.end(sid, reason, now);
      return sids;
    },
    prune(before) {
      const past = [...records.values()].filter((record) => (record.endedAt ?? deadlineOf(record)) <= before);
      for (const { sid } of past) {
        records.delete(sid);
        places.delete(sid);
      }
      return past.length;
    },
  };
  return sessions;
}

function raised(version: number, atLeast: Seconds): number {
  return Math.max(version + 1, Math.floor(atLeast * 1_000_000));
}

function deadlineOf(record: SessionRecord): Seconds {
  return Math.min(record.inactivityDeadline, record.overallDeadline);
}

function isExpired(record: SessionRecord, now: Seconds): boolean {
  return deadlineOf(record) <= now;
}

/** Times of activity, which only rise. */
function risen(stored: SessionRecord, given: Omit<Touch, 'sid'>): Pick<SessionRecord, 'lastSeenAt' | 'inactivityDeadline'> {
  return {
    lastSeenAt: Math.max(stored.lastSeenAt, given.lastSeenAt),
    inactivityDeadline: Math.max(stored.inactivityDeadline, given.inactivityDeadline),
  };
}

/** What `keep` may write: nothing that a credential depends on. */
function kept(stored: SessionRecord, given: SessionRecord, now: Seconds): SessionRecord {
  return {
    ...stored,
    ...risen(stored, given),
    version: stored.version + 1,
    refresh: stored.refresh && given.refresh ? turned(stored.refresh, given.refresh.rotation, now) : stored.refresh,
    client: given.client,
    data: given.data,
    dataVersion: given.dataVersion,
  };
}

function turned(stored: RefreshState, rotation: number, now: Seconds): RefreshState {
  return rotation === stored.rotation ? stored : { ...stored, rotation, rotatedAt: now };
}

/** What `rotate` may write. */
function rotated(stored: SessionRecord, given: SessionRecord, now: Seconds): SessionRecord {
  const refresh = stored.refresh && given.refresh ? turned(stored.refresh, given.refresh.rotation, now) : stored.refresh;
  return { ...stored, ...risen(stored, given), version: stored.version + 1, refresh };
}

/** What `supersede` may write: all but a session's identity. */
function superseded(stored: SessionRecord, given: SessionRecord): SessionRecord {
  const { sid, subject, clientId, createdAt } = stored;
  return {
    ...given,
    ...risen(stored, given),
    sid,
    subject,
    clientId,
    createdAt,
    version: stored.version + 1,
    endedAt: null,
    endReason: null,
  };
}
