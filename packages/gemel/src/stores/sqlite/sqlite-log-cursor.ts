/** How far a reader of the SQLite log has come, as text. */

/** The last entry that a reader has: its position and the random mark that it was written with. */
export interface SqliteLogCursor {
  readonly epoch: string;
  readonly position: number;
  /** Empty at position 0. A restored backup hands out positions again, but not marks. */
  readonly mark: string;
  readonly isWithinSnapshot: boolean;
}

export function formatSqliteLogCursor({ epoch, position, mark, isWithinSnapshot }: SqliteLogCursor): string {
  return `${epoch}.${position}.${mark}${isWithinSnapshot ? '.s' : ''}`;
}

/** Returns undefined for anything that `formatSqliteLogCursor` does not write. */
export function parseSqliteLogCursor(text: string): SqliteLogCursor | undefined {
  const match = /^([0-9a-f]{32})\.(0|[1-9]\d{0,14})\.([0-9a-f]{16}|)(\.s)?$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined) return undefined;
  return { epoch: match[1], position: Number(match[2]), mark: match[3], isWithinSnapshot: match[4] !== undefined };
}
