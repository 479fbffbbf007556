/** A copy of the live log, from which many readers are answered: entries by position, under cursors of its own. */
import type { FeedPage, Revocation, Seconds } from '@gemel/protocol';

/** What an answer takes from the copy. */
export type CopiedPage = Pick<FeedPage, 'epoch' | 'cursor' | 'entries' | 'isSnapshot' | 'hasMore'>;

export interface RelayLog {
  /** Begins anew with a snapshot: cursors given before cannot be continued. */
  restart(epoch: string, entries: readonly Revocation[]): void;
  append(entries: readonly Revocation[]): void;
  /** Forgets what is past its time; key retirements stay. */
  prune(now: Seconds): void;
  /** What follows `after`, or the beginning of a snapshot where it cannot be continued. */
  read(after: string | undefined): CopiedPage;
  hasNews(after: string | undefined): boolean;
}

interface Numbered {
  readonly position: number;
  readonly entry: Revocation;
}

const pageSize = 1000;
const cursorForm = /^([^.]+)\.(\d{1,15})(\.s)?$/;

/** @param newName gives a name that no other copy and no earlier beginning of this one has; without a dot. */
export function createRelayLog(newName: () => string): RelayLog {
  let name = newName();
  let epoch = '';
  let log: Numbered[] = [];
  let last = 0;
  let prunedThrough = 0;

  /** A position, and whether a snapshot is under way; undefined where the cursor cannot be continued. */
  function resume(after: string | undefined): { readonly position: number; readonly isSnapshot: boolean } | undefined {
    const [, ofName, digits, mark] = cursorForm.exec(after ?? '') ?? [];
    const position = Number(digits);
    const isSnapshot = mark !== undefined;
    const isOurs = ofName === name && position <= last && (isSnapshot || position >= prunedThrough);
    return isOurs ? { position, isSnapshot } : undefined;
  }

  /** Index of the first entry past a position, by bisection. */
  function firstAfter(position: number): number {
    let low = 0;
    let high = log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((log[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function append(entries: readonly Revocation[]): void {
    for (const entry of entries) log.push({ position: ++last, entry });
  }

  return {
    append,
    restart(nextEpoch, entries) {
      name = newName();
      epoch = nextEpoch;
      log = [];
      last = 0;
      prunedThrough = 0;
      append(entries);
    },
    prune(now) {
      const isOver = ({ entry }: Numbered): boolean => entry.kind === 'session' && entry.until < now;
      const past = log.findLast(isOver);
      if (past === undefined) return;
      prunedThrough = past.position;
      log = log.filter((numbered) => !isOver(numbered));
    },
    read(after) {
      const resumed = resume(after);
      const { position, isSnapshot } = resumed ?? { position: 0, isSnapshot: true };
      const from = firstAfter(position);
      const page = log.slice(from, from + pageSize);
      const hasMore = from + page.length < log.length;
      const reached = hasMore ? (page.at(-1)?.position ?? last) : last;
      const cursor = `${name}.${reached}${isSnapshot && hasMore ? '.s' : ''}`;
      return { epoch, cursor, entries: page.map(({ entry }) => entry), isSnapshot, hasMore };
    },
    hasNews(after) {
      const resumed = resume(after);
      return resumed === undefined || resumed.isSnapshot || resumed.position < last;
    },
  };
}
