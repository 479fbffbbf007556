/** Writes the audit log behind the requests: gathered for a moment, many in one step, again until the store takes them. ASVS 16.3.1 */
import { type GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import type { AuditEntry, AuditEvent } from './audit-event.ts';
import type { AuditStore } from './audit-store.ts';
import { makeEntry } from './make-entry.ts';
import { createThinRepeats } from './thin-repeats.ts';

/** The store did not take what happened. It is tried again as long as the process lives. */
export interface AuditFault {
  readonly error: GemelError;
  /** Events that wait to be tried again. */
  readonly waiting: number;
  /** Events that are lost since the process began: more waited than are held. */
  readonly lost: number;
}

export interface AuditLoad {
  readonly waiting: number;
  readonly written: number;
  readonly lost: number;
}

export interface AuditLog {
  /** Takes an event; never throws, and nobody waits for it. */
  write(event: AuditEvent): void;
  /** Resolves when all that was written before is in the store, or an attempt at it has failed. */
  settled(): Promise<void>;
  load(): AuditLoad;
  /** Tries once more, within a bound; what is left then is lost, and told to be. Safe to call again. */
  close(): Promise<void>;
}

export interface AuditLogParts {
  readonly store: AuditStore;
  /** Seconds that entries are kept. */
  readonly keepFor: Seconds;
  readonly onFault: (fault: AuditFault) => void;
  now(): Seconds;
  randomText(byteLength: number): string;
  /** Resolves after `ms`, or at once when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const auditLogLimits = {
  /** Events that are held while the store takes none. */
  waiting: 10_000,
  /** Events of one step. */
  batch: 500,
  /** Milliseconds that the first event of a batch waits for others. */
  gatherMs: 20,
  firstRetryMs: 500,
  longestRetryMs: 30_000,
  closeWithinMs: 3000,
  /** Seconds from one look for old entries to the next. */
  pruneEvery: 3600,
  /** Entries removed in one step. */
  pruned: 1000,
  /** Seconds that the engine's time, which is estimated, may fall back without its events changing places. A larger fall is a clock that was set. */
  fallBack: 1,
} as const;

export function createAuditLog(
  parts: AuditLogParts,
  limits: Readonly<Record<keyof typeof auditLogLimits, number>> = auditLogLimits,
): AuditLog {
  const { store, keepFor, onFault, now, randomText, sleep } = parts;
  const thin = createThinRepeats();
  const writer = randomText(9);
  const waiting: AuditEntry[] = [];
  const counts = { made: 0, queued: 0, written: 0, lost: 0, untold: 0 };
  let waiters: { readonly until: number; readonly resolve: () => void }[] = [];
  let hurry = new AbortController();
  let turning: Promise<void> | undefined;
  let pruning: Promise<void> | undefined;
  let prunedAt: Seconds | undefined;
  let lastAt: Seconds = 0;
  let closed: Promise<void> | undefined;

  const newId = (): string => `${writer}${counts.made.toString(36).padStart(9, '0')}`;

  /** The time of an event; what happens later in this process never stands before it. */
  const timeOfEvent = (): Seconds => {
    const at = now();
    if (at > lastAt || at < lastAt - limits.fallBack) lastAt = at;
    return lastAt;
  };

  const add = (event: AuditEvent): void => {
    counts.made++;
    const entry = thin(makeEntry(event, { id: newId(), at: timeOfEvent() }));
    if (entry === undefined) return;
    counts.queued++;
    waiting.push(entry);
  };

  const write = (event: AuditEvent): void => {
    if (closed !== undefined || waiting.length >= limits.waiting) {
      counts.lost++;
      counts.untold++;
      return;
    }
    add(event);
    start();
  };

  const start = (): void => {
    turning ??= turn().finally(() => {
      turning = undefined;
      if (waiting.length > 0 && closed === undefined) start();
    });
  };

  const tell = (error: unknown): void => {
    try {
      onFault({ error: toGemelError(error, 'store_unavailable'), waiting: waiting.length, lost: counts.lost });
    } catch {
      // A listener that throws harms nobody but itself.
    }
  };

  const release = (isDone: (until: number) => boolean): void => {
    const done = waiters.filter(({ until }) => isDone(until));
    waiters = waiters.filter(({ until }) => !isDone(until));
    for (const { resolve } of done) resolve();
  };

  const rest = async (ms: number): Promise<void> => {
    // Whoever waits is not made to rest.
    if (waiters.length > 0) return;
    hurry = new AbortController();
    await sleep(ms, hurry.signal);
  };

  /** Returns whether the store took them. */
  const append = async (batch: readonly AuditEntry[]): Promise<boolean> => {
    try {
      await store.append(batch);
      waiting.splice(0, batch.length);
      counts.written += batch.length;
      release((until) => until <= counts.written);
      return true;
    } catch (error) {
      tell(error);
      release(() => true);
      return false;
    }
  };

  const turn = async (): Promise<void> => {
    let failures = 0;
    await rest(limits.gatherMs);
    while (waiting.length > 0) {
      if (await append(waiting.slice(0, limits.batch))) {
        failures = 0;
        const { untold: count } = counts;
        counts.untold = 0;
        if (count > 0) add({ kind: 'audit.events_lost', count });
      } else {
        if (closed !== undefined) return;
        await rest(Math.min(limits.longestRetryMs, limits.firstRetryMs * 2 ** failures++));
      }
    }
    pruning ??= prune().finally(() => {
      pruning = undefined;
    });
  };

  const prune = async (): Promise<void> => {
    if (closed !== undefined || (prunedAt !== undefined && now() - prunedAt < limits.pruneEvery)) return;
    prunedAt = now();
    const before = prunedAt - keepFor;
    try {
      while (closed === undefined && (await store.prune(before, limits.pruned)) === limits.pruned);
    } catch (error) {
      tell(error);
    }
  };

  const settled = (): Promise<void> => {
    if (waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      waiters.push({ until: counts.queued, resolve });
      hurry.abort();
    });
  };

  const close = async (): Promise<void> => {
    const late = new AbortController();
    await Promise.race([settled().then(() => Promise.all([turning, pruning])), sleep(limits.closeWithinMs, late.signal)]);
    late.abort();
    if (waiting.length === 0) return;
    counts.lost += waiting.length;
    waiting.length = 0;
    tell(undefined);
  };

  return {
    write,
    settled,
    load: () => ({ waiting: waiting.length, written: counts.written, lost: counts.lost }),
    close: () => (closed ??= close()),
  };
}
