/** How far a reader has read in each partition of the log, as text. */

/** What a reader has of one partition. */
export interface LogPart {
  /** Says which incarnation of the partition's log the position is of: 11 characters, base64url. */
  readonly epoch: string;
  /** Number of the last entry that the reader has. */
  readonly position: number;
  /** True while the reader is in the middle of a snapshot. */
  readonly isWithinSnapshot: boolean;
}

const partSpelling = /^([A-Za-z0-9_-]{11})(~?)(0|[1-9a-z][0-9a-z]{0,10})$/;

export function formatRedisCursor(parts: readonly LogPart[]): string {
  return parts.map(({ epoch, position, isWithinSnapshot }) => `${epoch}${isWithinSnapshot ? '~' : ''}${position.toString(36)}`).join('.');
}

/** Returns undefined for anything that `formatRedisCursor` does not write for this number of partitions. */
export function parseRedisCursor(text: string, partitions: number): readonly LogPart[] | undefined {
  const spelled = text.split('.', partitions + 1);
  if (spelled.length !== partitions) return undefined;
  const parts: LogPart[] = [];
  for (const one of spelled) {
    const match = partSpelling.exec(one);
    const [, epoch, mark, digits] = match ?? [];
    if (epoch === undefined || digits === undefined) return undefined;
    const position = Number.parseInt(digits, 36);
    if (!Number.isSafeInteger(position)) return undefined;
    parts.push({ epoch, position, isWithinSnapshot: mark === '~' });
  }
  return parts;
}
