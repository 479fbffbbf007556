/** What the simulation knows of every session and key because it sees every commit of the store: the truth that nodes are judged by. */
import { NEVER, type Revocation } from '@gemel/protocol';
import type { SessionRecord } from '../../../packages/gemel/src/core/sessions/session-record.ts';
import type { Commit } from '../world/store-cluster.ts';

/** A floor that was committed: of a session, or, as `NEVER`, of a key. */
export interface Floor {
  readonly generation: number;
  readonly committedMs: number;
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
  isInsertLost: boolean;
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
}

export function createLedger({ engineNow, onFloor, fail, restoreWithinMs }: LedgerParts): Ledger {
  const sessions = new Map<string, SessionFacts>();
  const keys = new Map<string, Floor[]>();
  const subjectEnds: { subject: string; committedMs: number; index: number; isLost: boolean }[] = [];

  const floorsOf = (entry: Revocation): Floor[] | undefined => {
    if (entry.kind === 'session') return sessions.get(entry.sid)?.floors;
    const known = keys.get(entry.kid) ?? [];
    keys.set(entry.kid, known);
    return known;
  };

  function noteEntry(entry: Revocation, { atMs, index }: Commit): void {
    const floors = floorsOf(entry);
    if (floors === undefined) return;
    const generation = entry.kind === 'session' ? entry.generation : NEVER;
    for (const lost of floors) {
      if (lost.lostMs === undefined || lost.generation > generation || lost.pending.length === 0) continue;
      if (atMs <= lost.lostMs + restoreWithinMs) fail('2 bounded staleness (announced again in time)', lost.pending[0] ?? '');
      lost.pending.length = 0;
    }
    const floor: Floor = { generation, committedMs: atMs, index, lostMs: undefined, appliedMs: undefined, pending: [] };
    floors.push(floor);
    onFloor(entry.kind === 'session' ? entry.sid : entry.kid, floor);
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
      isInsertLost: false,
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
      const { name, args, index, atMs, entries } = commit;
      const value = valueOf(commit.result);
      if (name === 'insert' && value === 'inserted') noteInsert(args[0] as SessionRecord, commit);
      if (name === 'endSubject' && value !== undefined) {
        subjectEnds.push({ subject: (args[0] as { subject: string }).subject, committedMs: atMs, index, isLost: false });
      }
      if (name === 'replace' && value === 'replaced') {
        const { kind, record } = args[0] as { kind: string; record: SessionRecord };
        if (kind !== 'keep' && !entries.some((entry) => entry.kind === 'session' && entry.sid === record.sid)) {
          fail('4 both or neither', `${kind} of ${record.sid} was written without its entry`);
        }
        const turned = kind === 'keep' ? record.refresh : null;
        const facts = sessions.get(record.sid);
        if (turned !== null && facts !== undefined && turned.rotatedAt !== null) {
          const last = facts.rotations.findLast((one) => !one.isLost);
          if (last === undefined || last.rotation !== turned.rotation) {
            facts.rotations.push({ rotation: turned.rotation, engineSeconds: engineNow(), index, isLost: false });
          }
        }
      }
      for (const entry of entries) noteEntry(entry, commit);
    },

    noteFailover(kept, atMs) {
      for (const facts of sessions.values()) {
        if (facts.insertIndex >= kept && !facts.isInsertLost) Object.assign(facts, { isInsertLost: true, isTainted: true });
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
