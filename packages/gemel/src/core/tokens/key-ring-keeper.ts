/** Writes to the line of keys, so that one always signs and one is always next; every order of steps leaves a line that `complete` repairs. */
import { GemelError, type Seconds } from '@gemel/protocol';
import { freeSlot, nextKeyOf, outlivedKeys } from './key-ring-line.ts';
import type { HeldKey, KeyReading } from './key-ring-list.ts';
import { makeStoredKey, sealKey } from './key-ring-seal.ts';
import type { KeyStore, StoredKey } from '../ports/key-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Secrets } from './secrets.ts';

export interface KeyKeeper {
  /** Adds keys until one is active and one is next: a new line's first two, or what a crash or the passing of time left out. */
  complete(): Promise<KeyReading>;
  /** Makes the next key sign from now on; does not add the one after it. */
  advance(reading: KeyReading): Promise<void>;
  /** Seals under the current secret whatever lies under another one of the list. */
  reseal(line: readonly HeldKey[]): Promise<void>;
  /** Removes the keys whose successor has been active for longer than `retention`. */
  prune(reading: KeyReading, retention: Seconds): Promise<void>;
}

export interface KeyKeeperParts {
  readonly store: KeyStore;
  readonly secrets: Secrets;
  readonly runtime: Runtime;
  /** What a new key behind a line is of. */
  readonly algorithmFor: (line: readonly StoredKey[]) => string;
  readonly keyLifetime: Seconds;
  /** Seconds that a new key is published at least before it signs. */
  readonly lead: Seconds;
  readonly read: () => Promise<KeyReading>;
}

/** Nodes that meet at the end of the line step aside for each other this often at most. */
const attempts = 10;

export function createKeyKeeper({ store, secrets, runtime, algorithmFor, keyLifetime, lead, read }: KeyKeeperParts): KeyKeeper {
  const insert = async (line: readonly StoredKey[], activeFrom: Seconds): Promise<void> => {
    // Where another node has taken the slot, its key serves as well.
    await store.insert(await makeStoredKey({ slot: freeSlot(line), algorithm: algorithmFor(line), activeFrom }, secrets.current, runtime));
  };

  /** The first key of all is active at once. */
  const activationBehind = (line: readonly StoredKey[], now: Seconds): Seconds => {
    const last = line.at(-1);
    return last === undefined ? now : Math.max(last.activeFrom + keyLifetime, now + lead);
  };

  return {
    async complete() {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const reading = await read();
        if (nextKeyOf(reading.line, reading.now) !== undefined) return reading;
        await insert(reading.line, activationBehind(reading.line, reading.now));
      }
      throw new GemelError('keys_unavailable', 'The store takes no new key and shows none.');
    },

    async advance({ line, now }) {
      const next = nextKeyOf(line, now);
      await (next === undefined ? insert(line, now) : store.activate(next.kid, now));
    },

    async reseal(line) {
      for (const { kid, secretName, opened } of line) {
        if (opened === undefined || secretName === secrets.current.name) continue;
        const sealed = sealKey(kid, opened.signingKey, secrets.current, runtime);
        await store.reseal(kid, sealed.sealedKey, sealed.secretName);
      }
    },

    async prune({ line, now }, retention) {
      for (const { kid } of outlivedKeys(line, now, retention)) await store.remove(kid);
    },
  };
}
