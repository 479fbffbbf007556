/** Which key of the line signs, which come next, and which are done with: pure rules over the stored keys. */
import type { Seconds } from '@gemel/protocol';
import type { StoredKey } from '../ports/key-store.ts';

/** Returns the keys in the order in which they sign: by `activeFrom`; of two that are equal, the higher slot is the later one. */
export function orderKeys(keys: readonly StoredKey[]): readonly StoredKey[] {
  return keys.toSorted((left, right) => left.activeFrom - right.activeFrom || left.slot - right.slot);
}

/**
 * Returns the key that signs at `now`: the last one that has become active. Where that one is retired the next one signs at
 * once, and so does the first of a line of which none is active yet.
 *
 * @param line in order
 */
export function signingKeyOf<Key extends Pick<StoredKey, 'kid' | 'activeFrom'>>(
  line: readonly Key[],
  now: Seconds,
  isRetired: (kid: string) => boolean,
): Key | undefined {
  const last = line.findLastIndex((key) => key.activeFrom <= now);
  const isUsable = (key: Key): boolean => !isRetired(key.kid);
  return line.find((key, index) => index >= last && isUsable(key)) ?? line.findLast(isUsable);
}

/** Returns the first key that does not sign yet. */
export function nextKeyOf(line: readonly StoredKey[], now: Seconds): StoredKey | undefined {
  return line.find((key) => key.activeFrom > now);
}

/** The slot behind all others. */
export function freeSlot(line: readonly StoredKey[]): number {
  return line.reduce((highest, key) => Math.max(highest, key.slot), 0) + 1;
}

/** Returns the keys whose successor has been active for longer than `retention`: no token of theirs can still be unexpired. */
export function outlivedKeys(line: readonly StoredKey[], now: Seconds, retention: Seconds): readonly StoredKey[] {
  return line.filter((_key, index) => {
    const successor = line[index + 1];
    return successor !== undefined && successor.activeFrom + retention < now;
  });
}
