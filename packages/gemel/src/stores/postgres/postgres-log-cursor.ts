/** How far a reader of the log in PostgreSQL has come, as text. */
import { lengthenSnapshot, type PostgresSnapshot, shortenSnapshot } from './postgres-snapshot.ts';

/** Between two pages: what the pages under way lead to, and the last entry that the reader has on the way there. */
export interface PostgresLogPosition {
  readonly target: PostgresSnapshot;
  readonly xid: bigint;
  readonly id: bigint;
  readonly isWithinSnapshot: boolean;
}

export interface PostgresLogCursor {
  readonly epoch: string;
  /** What the reader has seen for certain. */
  readonly seen: PostgresSnapshot;
  /** Undefined where the reader has everything. */
  readonly position: PostgresLogPosition | undefined;
}

export function formatPostgresLogCursor({ epoch, seen, position }: PostgresLogCursor): string {
  const start = `${epoch}.${shortenSnapshot(seen)}`;
  if (position === undefined) return start;
  const { target, xid, id, isWithinSnapshot } = position;
  return `${start}.${shortenSnapshot(target)}.${xid.toString()}.${id.toString()}${isWithinSnapshot ? '.s' : ''}`;
}

/** Returns undefined for anything that `formatPostgresLogCursor` does not write. */
export function parsePostgresLogCursor(text: string): PostgresLogCursor | undefined {
  const match = /^([0-9a-f]{32})\.([0-9a-z-]+)(?:\.([0-9a-z-]+)\.(\d{1,18})\.(\d{1,18})(\.s)?)?$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const [, epoch, seenText, targetText, xid, id, mark] = match;
  const seen = lengthenSnapshot(seenText);
  if (seen === undefined) return undefined;
  if (targetText === undefined) return { epoch, seen, position: undefined };
  const target = lengthenSnapshot(targetText);
  if (target === undefined) return undefined;
  return {
    epoch,
    seen,
    position: { target, xid: BigInt(xid ?? 0), id: BigInt(id ?? 0), isWithinSnapshot: mark !== undefined },
  };
}
