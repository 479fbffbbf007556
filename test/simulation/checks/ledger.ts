/** What the simulation knows of every session and key because it sees every commit of the store: the truth that nodes are judged by. */
import { NEVER, type Revocation } from '@gemel/protocol';
import type { Change, EndSubject } from '../../../packages/gemel/src/core/ports/session-store.ts';
import type { SessionRecord } from '../../../packages/gemel/src/core/sessions/session-record.ts';
import type { Commit } from '../world/store-cluster.ts';

/** A floor that was committed: of a session, or, as `NEVER`, of a key. */
export interface Floor {
  readonly generation: number;
  readonly committedMs: number;
  /** Engine time until which the log must say it. */
  readonly untilSeconds: number;
  readonly index: number;
  /** True time of the failover that lost it. */
  lostMs: number | undefined;
  /** True time at which somebody was told that it had been applied everywhere. */
  appliedMs: number | undefined;
  /** Acceptances that are violations if the floor turns out to have been announced again in time. */
  readonly pending: string[];
}

/** A turn of the refresh token, as committed. */
export interface Rotation {
  readonly rotation: number;
  readonly engineSeconds: number;
  readonly committedMs: number;
  readonly index: number;
  isLost: boolean;
}

export interface SessionFacts {
  readonly sid: string;
  readonly subject: string;
  readonly insertedMs: number;
  readonly insertIndex: number;
  readonly floors: Floor[];
  readonly rotations: Rotation[];
  /** True when a failover has lost something other than activity or a rotation; what its client may expect is then another matter. */
  isTainted: boolean;
  /** True time of the failover that lost the session as a whole. */
  insertLostMs: number | undefined;
  /** A thief has its refresh token. */
  isStolen: boolean;
  /** Somebody has asked for its end, whatever came of it. */
  isEndWanted: boolean;
}

export interface Ledger {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly keys: ReadonlyMap<string, readonly Floor[]>;
  /** When every `endSubject` of a subject was committed, and which were lost. */
  readonly subjectEnds: readonly { readonly subject: string; readonly committedMs: number; readonly index: number; isLost: boolean }[];
  sessionOf(sid: string): SessionFacts | undefined;
  note(commit: Commit): void;
  noteFailover(kept: number, atMs: number): void;
  /** Somebody was told that what ended these sessions, or this key, has been applied everywhere. */
  noteApplied(names: readonly string[], atMs: number): void;
  noteEndWanted(which: (facts: SessionFacts) => boolean): void;
}

export interface LedgerParts {
  readonly engineNow: () => number;
  /** Told of each new floor, so that somebody looks whether it is kept. */
  readonly onFloor: (name: string, floor: Floor) => void;
  readonly fail: (invariant: string, text: string) => void;
  /** Milliseconds within which what was lost must be announced again. */
  readonly restoreWithinMs: number;
  /** Seconds that an entry of the log is kept. */
  readonly retention: number;
}

export function createLedger({ engineNow, onFloor, fail, restoreWithinMs, retention }: LedgerParts): Ledger {
  const sessions = new Map<string, SessionFacts>();
  const keys = new Map<string, Floor[]>();
  const subjectEnds: { subject: string; committedMs: number; index: number; isLost: boolean }[] = [];

  const floorsOf = (entry: Revocation): Floor[] | undefined => {
    if (entry.kind === 'session') return sessions.get(entry.sid)?.floors;
    const known = keys.get(entry.kid) ?? [];
    keys.set(entry.kid, known);
    return known;
  };

  function noteFloor(entry: Revocation, { atMs, index }: Commit): void {
    const floors = floorsOf(entry);
    if (floors === undefined) return;
    const generation = entry.kind === 'session' ? entry.generation : NEVER;
    for (const lost of floors) {
      if (lost.lostMs === undefined || lost.generation > generation || lost.pending.length === 0) continue;
      if (atMs <= lost.lostMs + restoreWithinMs) fail('2 bounded staleness (announced again in time)', lost.pending[0] ?? '');
      lost.pending.length = 0;
    }
    const floor: Floor = {
      generation,
      committedMs: atMs,
      untilSeconds: entry.kind === 'session' && entry.until > 0 ? entry.until : engineNow() + retention,
      index,
      lostMs: undefined,
      appliedMs: undefined,
      pending: [],
    };
    floors.push(floor);
    onFloor(entry.kind === 'session' ? entry.sid : entry.kid, floor);
  }

  /** What the change itself says of its entry; whether the log says it too is another question. */
  function floorsIn({ name, args, result, entries }: Commit): readonly Revocation[] {
    const value = valueOf(result);
    const ended = (sid: string): Revocation => ({ kind: 'session', sid, generation: NEVER, until: 0 });
    if (name === 'endSubject' && Array.isArray(value)) return value.map(String).map(ended);
    if (name === 'keys.retire' && value === 'retired') return [{ kind: 'key', kid: String(args[0]) }];
    if (name === 'announce') return entries;
    if (name !== 'replace' || value !== 'replaced') return [];
    const { kind, record } = args[0] as Change;
    if (kind === 'keep' || kind === 'rotate') return [];
    return [kind === 'end' ? ended(record.sid) : { kind: 'session', sid: record.sid, generation: record.generation, until: 0 }];
  }

  function noteTurn({ sid, refresh }: SessionRecord, { index, atMs }: Commit): void {
    const facts = sessions.get(sid);
    if (refresh === null || refresh.rotatedAt === null || facts === undefined) return;
    if (facts.rotations.findLast((one) => !one.isLost)?.rotation === refresh.rotation) return;
    facts.rotations.push({ rotation: refresh.rotation, engineSeconds: engineNow(), committedMs: atMs, index, isLost: false });
  }

  function noteInsert(record: SessionRecord, { atMs, index }: Commit): void {
    sessions.set(record.sid, {
      sid: record.sid,
      subject: record.subject,
      insertedMs: atMs,
      insertIndex: index,
      floors: [],
      rotations: [],
      isTainted: false,
      insertLostMs: undefined,
      isStolen: false,
      isEndWanted: false,
    });
  }

  return {
    sessions,
    keys,
    subjectEnds,
    sessionOf: (sid) => sessions.get(sid),

    note(commit) {
      const { name, args, index, atMs } = commit;
      const value = valueOf(commit.result);
      if (name === 'insert' && value === 'inserted') noteInsert(args[0] as SessionRecord, commit);
      if (name === 'endSubject' && value !== undefined) {
        subjectEnds.push({ subject: (args[0] as EndSubject).subject, committedMs: atMs, index, isLost: false });
      }
      if (name === 'replace' && value === 'replaced' && isTurn(args[0] as Change)) noteTurn((args[0] as Change).record, commit);
      for (const floor of floorsIn(commit)) noteFloor(floor, commit);
    },

    noteFailover(kept, atMs) {
      for (const facts of sessions.values()) {
        if (facts.insertIndex >= kept && facts.insertLostMs === undefined) Object.assign(facts, { insertLostMs: atMs, isTainted: true });
        for (const floor of facts.floors) {
          if (floor.index < kept || floor.lostMs !== undefined) continue;
          floor.lostMs = atMs;
          facts.isTainted = true;
        }
        for (const turn of facts.rotations) if (turn.index >= kept) turn.isLost = true;
      }
      for (const floors of keys.values()) {
        for (const floor of floors) if (floor.index >= kept) floor.lostMs ??= atMs;
      }
      for (const end of subjectEnds) if (end.index >= kept) end.isLost = true;
    },

    noteApplied(names, atMs) {
      for (const name of names) {
        for (const floor of sessions.get(name)?.floors ?? keys.get(name) ?? []) if (floor.generation === NEVER) floor.appliedMs ??= atMs;
      }
    },

    noteEndWanted(which) {
      for (const facts of sessions.values()) if (which(facts)) facts.isEndWanted = true;
    },
  };
}

function valueOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'value' in result ? result.value : undefined;
}

/** Whether a change may turn a refresh token. */
function isTurn({ kind }: Change): boolean {
  return kind === 'keep' || kind === 'rotate';
}
