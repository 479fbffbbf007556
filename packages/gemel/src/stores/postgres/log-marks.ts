/** Where the primary was in its write-ahead log when it gave a cursor; kept for the latest cursors, since a view has one of them. */
import type { LogMark, OnCursor } from './postgres-log.ts';

export interface LogMarks {
  readonly note: OnCursor;
  get(cursor: string): LogMark | undefined;
}

const MOST_MARKS = 64;

export function createLogMarks(): LogMarks {
  const marks = new Map<string, LogMark>();
  return {
    note(cursor, mark) {
      // The first mark of a cursor will do: what came after it has a cursor of its own.
      if (marks.has(cursor)) return;
      const [oldest] = marks.keys();
      if (oldest !== undefined && marks.size >= MOST_MARKS) marks.delete(oldest);
      marks.set(cursor, mark);
    },
    get: (cursor) => marks.get(cursor),
  };
}
