/** How far a reader of the memory log has come, as text, and where the log goes on from there. */

/** Entries that one page of the log holds at most. */
export const LOG_PAGE_SIZE = 1000;

interface LogCursor {
  readonly epoch: string;
  readonly position: number;
  readonly isWithinSnapshot: boolean;
}

/** What a store knows of its log at the moment of a read. */
export interface LogState {
  readonly epoch: string;
  /** Position of the last entry ever written, deleted or not. */
  readonly last: number;
  /** Highest position that was ever deleted. */
  readonly trimmedThrough: number;
}

/** The position after which a page begins, and whether the page belongs to a snapshot. */
export interface LogStart {
  readonly position: number;
  readonly isSnapshot: boolean;
}

/** Returns the cursor of a position; `epoch` holds no dot. */
export function formatLogCursor(cursor: LogCursor): string {
  return `${cursor.epoch}.${cursor.position}${cursor.isWithinSnapshot ? '.s' : ''}`;
}

/**
 * Returns where to go on after a cursor: at its position, or at the beginning where the cursor is of another epoch, ahead of
 * the log, or behind what has been deleted. A snapshot under way goes on over deleted entries: it would have left them out.
 */
export function resumeLog(after: string | undefined, state: LogState): LogStart {
  const cursor = after === undefined ? undefined : parseLogCursor(after);
  if (cursor === undefined || cursor.epoch !== state.epoch || cursor.position > state.last) return { position: 0, isSnapshot: true };
  if (cursor.isWithinSnapshot) return { position: cursor.position, isSnapshot: true };
  if (cursor.position < state.trimmedThrough) return { position: 0, isSnapshot: true };
  return { position: cursor.position, isSnapshot: false };
}

/** Returns undefined for anything that `formatLogCursor` does not write. */
function parseLogCursor(text: string): LogCursor | undefined {
  const match = /^([^.]+)\.(0|[1-9]\d{0,14})(\.s)?$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { epoch: match[1], position: Number(match[2]), isWithinSnapshot: match[3] !== undefined };
}
