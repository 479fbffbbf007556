/** The log of revocations in memory: numbered entries, and those who wait for the next one. */
import type { Revocation, Seconds, SessionRevocation } from '@gemel/protocol';
import type { LogPage } from '../../core/ports/session-store.ts';
import { formatLogCursor, LOG_PAGE_SIZE, resumeLog } from './memory-log-cursor.ts';

interface NumberedEntry {
  readonly position: number;
  readonly entry: Revocation;
}

export interface MemoryLog {
  append(entry: Revocation): void;
  /** True where a live entry already says at least as much for at least as long. */
  covers(floor: SessionRevocation): boolean;
  isRetired(kid: string): boolean;
  read(after: string | undefined, now: Seconds): LogPage;
  /** Deletes entries past their `until`; key retirements stay. */
  prune(now: Seconds): void;
  /** From now on earlier cursors cannot be continued. The name holds no dot. */
  beginEpoch(epoch: string): void;
  wait(after: string, waitMs: number, signal: AbortSignal | undefined): Promise<void>;
  wakeAll(): void;
}

/** How the log waits: resolves after `ms`, or at once when aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Creates an empty log. `firstEpoch` names this incarnation and holds no dot. */
export function createMemoryLog(firstEpoch: string, sleep: Sleep): MemoryLog {
  let epoch = firstEpoch;
  let entries: NumberedEntry[] = [];
  let last = 0;
  let trimmedThrough = 0;
  const waiters = new Set<AbortController>();
  /** Entries of each session, so that announcing many floors takes no look at the whole log for each. */
  let bySid = new Map<string, readonly SessionRevocation[]>();

  function note(entry: Revocation): void {
    if (entry.kind === 'session') bySid.set(entry.sid, [...(bySid.get(entry.sid) ?? []), entry]);
  }

  function takeAfter(position: number, most: number, isWanted: (entry: Revocation) => boolean): readonly NumberedEntry[] {
    const taken: NumberedEntry[] = [];
    for (let index = firstAfter(entries, position); index < entries.length && taken.length < most; index++) {
      const numbered = entries[index];
      if (numbered !== undefined && isWanted(numbered.entry)) taken.push(numbered);
    }
    return taken;
  }

  function wakeAll(): void {
    for (const waiter of waiters) waiter.abort();
  }

  return {
    append(entry) {
      last += 1;
      entries.push({ position: last, entry: Object.freeze({ ...entry }) });
      note(entry);
      wakeAll();
    },
    covers(floor) {
      return (bySid.get(floor.sid) ?? []).some(({ generation, until }) => generation >= floor.generation && until >= floor.until);
    },
    isRetired(kid) {
      return entries.some(({ entry }) => entry.kind === 'key' && entry.kid === kid);
    },
    read(after, now) {
      const start = resumeLog(after, { epoch, last, trimmedThrough });
      const wanted = takeAfter(start.position, LOG_PAGE_SIZE + 1, (entry) => !start.isSnapshot || isLive(entry, now));
      const page = wanted.slice(0, LOG_PAGE_SIZE);
      const hasMore = wanted.length > page.length;
      const position = hasMore ? (page.at(-1)?.position ?? last) : last;
      const cursor = formatLogCursor({ epoch, position, isWithinSnapshot: start.isSnapshot && hasMore });
      return { epoch, cursor, entries: page.map(({ entry }) => entry), isSnapshot: start.isSnapshot, hasMore };
    },
    prune(now) {
      const past = entries.findLast(({ entry }) => !isLive(entry, now));
      if (past === undefined) return;
      trimmedThrough = Math.max(trimmedThrough, past.position);
      entries = entries.filter(({ entry }) => isLive(entry, now));
      bySid = new Map();
      for (const { entry } of entries) note(entry);
    },
    beginEpoch(next) {
      epoch = next;
      wakeAll();
    },
    async wait(after, waitMs, signal) {
      const start = resumeLog(after, { epoch, last, trimmedThrough });
      if (signal?.aborted === true || start.isSnapshot || start.position < last) return;
      const waiter = new AbortController();
      const wake = (): void => waiter.abort();
      signal?.addEventListener('abort', wake, { once: true });
      waiters.add(waiter);
      try {
        await sleep(waitMs, waiter.signal);
      } finally {
        waiters.delete(waiter);
        signal?.removeEventListener('abort', wake);
      }
    },
    wakeAll,
  };
}

function isLive(entry: Revocation, now: Seconds): boolean {
  return entry.kind === 'key' || entry.until > now;
}

/** Index of the first entry past a position, by bisection. */
function firstAfter(entries: readonly NumberedEntry[], position: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.position ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
