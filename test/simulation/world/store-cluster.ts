/** The store as an engine that can be down, be slow, and fail over to a copy of itself that lacks the last writes. */
import { GemelError, type Revocation } from '@gemel/protocol';
import type { SessionStore } from '../../../packages/gemel/src/core/ports/session-store.ts';
import { createMemoryStore } from '../../../packages/gemel/src/stores/memory/index.ts';
import { BEGINNING_MS, createMachine, type Machine } from '../engine/machine.ts';
import type { Scheduler } from '../engine/scheduler.ts';

/** One request to the store. */
export interface StoreRequest<T> {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly isWrite: boolean;
  readonly run: (store: SessionStore) => Promise<T>;
}

/** A write that the primary has carried out, and what it added to the log. */
export interface Commit {
  /** Position among all writes; a failover keeps those below some number. */
  readonly index: number;
  readonly name: string;
  readonly atMs: number;
  readonly result: unknown;
  readonly entries: readonly Revocation[];
  readonly args: readonly unknown[];
}

export interface StoreCluster {
  readonly machine: Machine;
  /** Engine time of the primary, in seconds. */
  engineNow(): number;
  /** Undefined where nobody answers. */
  execute<T>(request: StoreRequest<T>): Promise<T> | undefined;
  /** Asks the primary beside all networks; for checks. */
  readonly primary: SessionStore;
  /** Calls back once, when something was written to the log. Returns a function that takes it back. */
  listen(onNews: () => void): () => void;
  setDown(isDown: boolean): void;
  /** The copy takes over with the writes of up to `lostMs` ago. Returns how many writes it kept. */
  failOver(lostMs: number, engineOffsetMs: number): number;
  readonly failovers: number;
  /** True time at which the last epoch began. */
  readonly epochMs: number;
  /** True time at which a node last read of an epoch for the first time: its pause begins then. */
  readonly epochSeenMs: number;
  noteEpochSeen(): void;
}

export interface StoreClusterParts {
  readonly scheduler: Scheduler;
  /** True where a write is answered when the copy has it as well: a failover loses nothing that was answered. */
  readonly isSynchronous: boolean;
  readonly engineOffsetMs: number;
  readonly onCommit: (commit: Commit) => void;
  /** Puts something between the engine and the world; variants break things here. */
}

interface Write {
  readonly name: string;
  readonly atMs: number;
  readonly engineSeconds: number;
  readonly run: (store: SessionStore) => Promise<unknown>;
}

export function createStoreCluster({ scheduler, isSynchronous, engineOffsetMs, onCommit }: StoreClusterParts): StoreCluster {
  const machine = createMachine({ name: 'store', scheduler, rate: 1, wallOffsetMs: 0 });
  let writes: Write[] = [];
  let offsetMs = engineOffsetMs;
  let replayed: number | undefined;
  let isDown = false;
  let failovers = 0;
  let epochMs = Number.NEGATIVE_INFINITY;
  let epochSeenMs = Number.NEGATIVE_INFINITY;
  const listeners = new Set<() => void>();
  let cursor: string | undefined;
  let primary = open();

  function engineNow(): number {
    return replayed ?? (BEGINNING_MS + scheduler.nowMs + offsetMs) / 1000;
  }

  function open(): SessionStore {
    return createMemoryStore({
      now: engineNow,
      sleep: async () => {
        throw new Error('nobody waits at the store itself');
      },
    });
  }

  function notify(): void {
    const told = [...listeners];
    listeners.clear();
    for (const listener of told) listener();
  }

  async function note(name: string, args: readonly unknown[], index: number, answered: Promise<unknown>): Promise<void> {
    const atMs = scheduler.nowMs;
    const reading = primary.readLog(cursor);
    const result = await answered.catch((error: unknown) => error);
    const { value: page } = await reading;
    cursor = page.cursor;
    if (page.entries.length > 0) notify();
    if (name === 'raiseEpoch') epochMs = atMs;
    onCommit({ index, name, atMs, result, entries: page.entries, args });
  }

  return {
    machine,
    engineNow,
    get primary() {
      return primary;
    },
    execute({ name, args, isWrite, run }) {
      if (isDown) return undefined;
      const answered = run(primary);
      if (!isWrite) return answered;
      writes.push({ name, atMs: scheduler.nowMs, engineSeconds: engineNow(), run });
      const noted = note(name, args, writes.length - 1, answered);
      return noted.then(async () => (isSynchronous ? asReplicated(await answered) : answered));
    },
    listen(onNews) {
      listeners.add(onNews);
      return () => void listeners.delete(onNews);
    },
    setDown(next) {
      isDown = next;
    },
    failOver(lostMs, nextOffsetMs) {
      // Without its first note of a settled epoch it would be a store that nobody has used: everything in it, the keys too, would be new.
      const throughNote = writes.findIndex(({ name }) => name === 'fleet.settle') + 1;
      const throughOld = writes.findLastIndex(({ atMs }) => atMs <= scheduler.nowMs - lostMs) + 1;
      const kept = isSynchronous ? writes.length : Math.max(throughNote, throughOld);
      writes = writes.slice(0, kept);
      primary = open();
      for (const { engineSeconds, run } of writes) {
        replayed = engineSeconds;
        run(primary).catch(() => undefined);
      }
      replayed = undefined;
      offsetMs = nextOffsetMs;
      void primary.readLog(undefined).then(({ value }) => {
        cursor = value.cursor;
      });
      failovers++;
      epochMs = scheduler.nowMs;
      notify();
      return kept;
    },
    get epochSeenMs() {
      return epochSeenMs;
    },
    noteEpochSeen() {
      epochSeenMs = scheduler.nowMs;
    },
    get epochMs() {
      return epochMs;
    },
    get failovers() {
      return failovers;
    },
  };
}

function asReplicated<T>(answer: T): T {
  return typeof answer === 'object' && answer !== null && 'isReplicated' in answer ? { ...answer, isReplicated: true } : answer;
}

export function storeFault(): Error {
  return new GemelError('store_unavailable', 'no answer');
}
