/** Which transactions a reader has seen, as PostgreSQL writes it and, shorter, as a cursor does. */

/** Everything before `xmin` and, but for those `inProgress`, before `xmax` is seen. */
export interface PostgresSnapshot {
  readonly xmin: bigint;
  readonly xmax: bigint;
  /** Rising, each from `xmin` on and before `xmax`. */
  readonly inProgress: readonly bigint[];
}

/** Nothing has been seen. */
export const NOTHING_SEEN: PostgresSnapshot = { xmin: 1n, xmax: 1n, inProgress: [] };

/** Characters that a snapshot may take in a cursor, which goes into URLs. */
const MOST_CHARACTERS = 900;

/** Reads what `pg_current_snapshot()` says. */
export function readSnapshot(text: string): PostgresSnapshot {
  const [xmin = '1', xmax = '1', list = ''] = text.split(':');
  const inProgress = list === '' ? [] : list.split(',').map(BigInt);
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), inProgress };
}

/** As PostgreSQL reads it. */
export function formatSnapshot({ xmin, xmax, inProgress }: PostgresSnapshot): string {
  return `${xmin}:${xmax}:${inProgress.join(',')}`;
}

/**
 * Returns what a cursor may claim to have seen: nothing beyond the last entry. Ids beyond it may have been given to transactions that
 * were undone, of which a crash or a promotion leaves no trace: they are given again, and then a revocation may have one of them. The
 * last entry itself is on disk, so its id is not given again.
 */
export function upToEntry(snapshot: PostgresSnapshot, last: bigint): PostgresSnapshot {
  const beyond = last + 1n < snapshot.xmax ? last + 1n : snapshot.xmax;
  const upTo = (xmax: bigint): PostgresSnapshot => {
    const inProgress = snapshot.inProgress.filter((xid) => xid < xmax);
    return { xmin: inProgress[0] ?? xmax, xmax, inProgress };
  };
  // Where too many are in progress, what lies beyond the first half of them is read again next time.
  let seen = upTo(beyond);
  while (shortenSnapshot(seen).length > MOST_CHARACTERS) seen = upTo(seen.inProgress[seen.inProgress.length >> 1] ?? beyond);
  return seen;
}

/** Shorter: base 36, each number as what it is more than the one before. */
export function shortenSnapshot({ xmin, xmax, inProgress }: PostgresSnapshot): string {
  const numbers = [xmin, ...inProgress, xmax];
  return numbers.map((number, index) => (index === 0 ? number : number - (numbers[index - 1] ?? 0n)).toString(36)).join('-');
}

/** Undoes `shortenSnapshot`; undefined for anything that it does not write. */
export function lengthenSnapshot(text: string): PostgresSnapshot | undefined {
  if (text.length > MOST_CHARACTERS || !/^[0-9a-z]{1,10}(-[0-9a-z]{1,10}){1,450}$/.test(text)) return undefined;
  const numbers: bigint[] = [];
  for (const part of text.split('-')) numbers.push((numbers.at(-1) ?? 0n) + BigInt(Number.parseInt(part, 36)));
  const [xmin = 0n] = numbers;
  const xmax = numbers.pop() ?? 0n;
  const snapshot = { xmin, xmax, inProgress: numbers.slice(1) };
  const rises = snapshot.inProgress.every((xid, index) => xid > (snapshot.inProgress[index - 1] ?? -1n) && xid < xmax);
  return xmin > 0n && xmax >= xmin && rises && shortenSnapshot(snapshot) === text ? snapshot : undefined;
}
