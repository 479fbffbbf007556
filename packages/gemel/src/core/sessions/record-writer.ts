/** Every change of a record goes through here: read, judge, compare and swap, again on a conflict; then this node's own view hears of it first. */
import { GemelError, isSid, NEVER, type Seconds, type SessionRevocation } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import { checkRecord } from './check-record.ts';
import type { FindRecord } from '../cache/find-record.ts';
import { floorIn, type LearnFloor } from '../cache/learn-floor.ts';
import type { EventHub } from '../event-hub.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { EndReason, SessionRecord } from './session-record.ts';

/** What a record becomes, given the record as it stands and engine time. */
export type Revise = (record: SessionRecord, now: Seconds) => SessionRecord | Promise<SessionRecord>;

/** Looks at whatever the store holds before it is judged; may refuse. */
export type Examine = (record: SessionRecord | undefined) => void;

export interface Written {
  readonly record: SessionRecord;
  readonly now: Seconds;
}

export interface RecordWriter {
  /** Reads the record of a live session from the store. @throws GemelError `session_unknown`, `session_revoked`, `session_expired` */
  read(sid: string): Promise<Written>;
  /** Changes nothing that a credential depends on. @throws GemelError as `read` */
  keep(sid: string, revise: Revise): Promise<Written>;
  /** Turns the refresh token; writes nothing where `revise` returns the record itself. @throws GemelError as `read` */
  rotate(sid: string, revise: Revise, examine: Examine): Promise<Written>;
  /** Writes what a record in memory becomes; undefined, nothing written, where it does not stand so in the store. */
  rotateHeld(revised: SessionRecord): Promise<Written | undefined>;
  /** Raises the generation: outstanding tokens and records in memory are superseded. @throws GemelError as `read` */
  supersede(sid: string, revise: Revise): Promise<Written>;
  /**
   * Ends the session; undefined where there was nothing to end. Of a session that the store does not know, the log is told all the same:
   * a failover may have lost it whole, and its access tokens would be good until they expire. Resolves once committed.
   */
  end(sid: string, reason: EndReason, options?: EndOptions): Promise<Ending | undefined>;
  /** Tells this node's view what has been committed for sessions that ended together. */
  announceEnded(ended: EndedTogether, now: Seconds): void;
}

export interface EndOptions {
  /** What the entry carries, for those who wait until it holds everywhere. */
  readonly receipt?: string | undefined;
  /** The subject who asks for it. */
  readonly by?: string | undefined;
}

/** A subject's sessions that one step has ended. */
export interface EndedTogether {
  readonly subject: string;
  readonly sids: readonly string[];
  readonly reason: EndReason;
  readonly by: string | undefined;
}

/** A session's end, as the store acknowledged it. */
export interface Ending {
  readonly sid: string;
  readonly isReplicated: boolean;
}

/** Many writers of one record each win once; more rounds than this mean that something is wrong with the store. */
const mostRounds = 256;

export interface RecordWriterParts {
  readonly store: SessionStore;
  readonly findRecord: FindRecord;
  readonly view: View;
  readonly events: EventHub;
  readonly learnFloor: LearnFloor;
  /** Seconds that an entry of the log is kept. */
  readonly retention: Seconds;
}

export function createRecordWriter({ store, findRecord, view, events, learnFloor, retention }: RecordWriterParts): RecordWriter {
  const readOnce = async (sid: string, examine: Examine): Promise<Written> => {
    const { value, now } = await findRecord(sid);
    examine(value);
    if (value !== undefined) learnFloor(sid, floorIn(value));
    return { record: checkRecord(value, now), now };
  };

  const stands = ({ sid, generation, act }: SessionRecord): boolean =>
    generation >= view.floorOf(sid) && (act === null || view.floorOf(act.sid) !== NEVER);

  /** Where the view knows of a change that the read does not show, the read raced with it, or the store has lost it. */
  const read = async (sid: string, examine: Examine = () => undefined): Promise<Written> => {
    const first = await readOnce(sid, examine);
    if (stands(first.record)) return first;
    const second = await readOnce(sid, examine);
    if (stands(second.record)) return second;
    throw new GemelError('session_revoked', { sid, reason: 'change_lost' });
  };

  const rounds = async <T>(round: () => Promise<T | undefined>): Promise<T> => {
    for (let count = 0; count < mostRounds; count++) {
      const result = await round();
      if (result !== undefined) return result;
    }
    throw new GemelError('store_unavailable', 'compare-and-swap never succeeded');
  };

  const raise = (sid: string, generation: number, now: Seconds): void => {
    const entry: SessionRevocation = { kind: 'session', sid, generation, until: now + retention };
    view.raise([entry]);
  };

  const endUnknown = async (sid: string, now: Seconds): Promise<void> => {
    if (!isSid(sid) || view.floorOf(sid) === NEVER) return;
    await store.announce([{ kind: 'session', sid, generation: NEVER, until: now + retention }]);
    raise(sid, NEVER, now);
  };

  const swap = async (kind: 'keep' | 'rotate', record: SessionRecord): Promise<Written | undefined> => {
    const { value, now } = await store.replace({ kind, record });
    return value === 'conflict' ? undefined : { record: { ...record, version: record.version + 1 }, now };
  };

  const change = (kind: 'keep' | 'rotate', sid: string, revise: Revise, examine?: Examine): Promise<Written> =>
    rounds(async () => {
      const { record, now } = await read(sid, examine);
      const revised = await revise(record, now);
      return revised === record ? { record, now } : swap(kind, revised);
    });

  return {
    read: (sid) => read(sid),
    keep: (sid, revise) => change('keep', sid, revise),
    rotate: (sid, revise, examine) => change('rotate', sid, revise, examine),
    rotateHeld: (revised) => swap('rotate', revised),
    supersede: (sid, revise) =>
      rounds(async () => {
        const { record, now } = await read(sid);
        const revised = { ...(await revise(record, now)), generation: record.generation + 1 };
        const written = await store.replace({ kind: 'supersede', record: revised, retention });
        if (written.value === 'conflict') return undefined;
        raise(sid, revised.generation, written.now);
        events.emit('session.superseded', { sid, subject: record.subject, generation: revised.generation });
        return { record: { ...revised, version: record.version + 1 }, now: written.now };
      }),
    async end(sid, reason, { receipt, by } = {}) {
      const end = { kind: 'end', reason, retention, ...(receipt === undefined ? {} : { receipt }) } as const;
      const outcome = await rounds(async () => {
        const { value: record, now: at } = await store.find(sid);
        if (record === undefined) await endUnknown(sid, at);
        if (record === undefined || record.endedAt !== null) return 'nothing_to_end';
        const { value, now, isReplicated } = await store.replace({ ...end, record });
        if (value === 'conflict') return undefined;
        raise(sid, NEVER, now);
        events.emit('session.revoked', { sid, subject: record.subject, reason, ...(by === undefined ? {} : { by }) });
        return { sid, isReplicated };
      });
      return outcome === 'nothing_to_end' ? undefined : outcome;
    },
    announceEnded({ subject, sids, reason, by }, now) {
      for (const sid of sids) {
        raise(sid, NEVER, now);
        events.emit('session.revoked', { sid, subject, reason, ...(by === undefined ? {} : { by }) });
      }
    },
  };
}
