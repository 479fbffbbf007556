/** A node's copy of the store's list of keys: read as a whole, each key opened once. */
import { type GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import { orderKeys } from './key-ring-line.ts';
import { type OpenedKey, openStoredKey } from './key-ring-seal.ts';
import type { KeyStore, StoredKey } from '../ports/key-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Secrets } from './secrets.ts';

/** A key of the list. `opened` is undefined where it is sealed under a secret that this node does not hold. */
export type HeldKey = StoredKey & { readonly opened: OpenedKey | undefined };

/** What one reading found. */
export interface KeyReading {
  /** In the order in which the keys sign. */
  readonly line: readonly HeldKey[];
  /** Engine time of the reading. */
  readonly now: Seconds;
}

export interface KeyList {
  /** In the order in which the keys sign. */
  line(): readonly HeldKey[];
  find(kid: string): HeldKey | undefined;
  /** Milliseconds since the reading that the list comes from was sent. */
  ageMs(): number;
  /** Reads the list again. @throws GemelError the store's fault */
  read(): Promise<KeyReading>;
}

export interface KeyListParts {
  readonly store: Pick<KeyStore, 'list'>;
  readonly secrets: Secrets;
  readonly runtime: Runtime;
  /** Is told once of each key that cannot be opened; what it throws stops the reading. */
  readonly onUnopened: (error: GemelError) => void;
}

export function createKeyList({ store, secrets, runtime, onUnopened }: KeyListParts): KeyList {
  let held: { readonly line: readonly HeldKey[]; readonly byKid: ReadonlyMap<string, HeldKey>; readonly sentMs: number } = {
    line: [],
    byKid: new Map(),
    sentMs: Number.NEGATIVE_INFINITY,
  };

  /** A `kid` is never used twice, so a key that was opened stays what it is, however it is sealed now. */
  const hold = async (stored: StoredKey): Promise<HeldKey> => {
    const known = held.byKid.get(stored.kid);
    if (known?.opened !== undefined) return { ...stored, opened: known.opened };
    try {
      return { ...stored, opened: await openStoredKey(stored, secrets, runtime) };
    } catch (error) {
      if (known === undefined) onUnopened(toGemelError(error, 'keys_unavailable'));
      return { ...stored, opened: undefined };
    }
  };

  const read = async (): Promise<KeyReading> => {
    const sentMs = runtime.clock.monotonicMs();
    const { value, now } = await store.list();
    const line: HeldKey[] = [];
    for (const stored of orderKeys(value)) line.push(await hold(stored));
    // Of two readings under way the one sent later knows more.
    if (sentMs >= held.sentMs) held = { line, byKid: new Map(line.map((key) => [key.kid, key])), sentMs };
    return { line, now };
  };

  return {
    line: () => held.line,
    find: (kid) => held.byKid.get(kid),
    ageMs: () => runtime.clock.monotonicMs() - held.sentMs,
    read,
  };
}
