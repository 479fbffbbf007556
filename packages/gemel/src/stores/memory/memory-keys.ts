/** Signing keys in memory. */
import type { KeyStore, StoredKey } from '../../core/ports/key-store.ts';
import type { Committed, Stamped } from '../../core/ports/stamped.ts';
import type { MemoryLog } from './memory-log.ts';

/** Creates an empty key store whose retirements go to `log`; `stamp` and `commit` add the engine's time. */
export function createMemoryKeys(log: MemoryLog, stamp: <T>(value: T) => Stamped<T>, commit: <T>(value: T) => Committed<T>): KeyStore {
  const keys = new Map<string, StoredKey>();

  function change(kid: string, fields: (key: StoredKey) => Partial<StoredKey>): void {
    const key = keys.get(kid);
    if (key !== undefined) keys.set(kid, { ...key, ...fields(key) });
  }

  return {
    async list() {
      return stamp([...keys.values()].sort((left, right) => left.slot - right.slot).map((key) => structuredClone(key)));
    },
    async insert(key) {
      const isTaken = keys.has(key.kid) || log.isRetired(key.kid) || [...keys.values()].some(({ slot }) => slot === key.slot);
      if (!isTaken) keys.set(key.kid, structuredClone(key));
      return !isTaken;
    },
    async activate(kid, activeFrom) {
      change(kid, (key) => ({ activeFrom: Math.min(key.activeFrom, activeFrom) }));
    },
    async reseal(kid, sealedKey, secretName) {
      change(kid, () => ({ sealedKey, secretName }));
    },
    async remove(kid) {
      keys.delete(kid);
    },
    async retire(kid, receipt) {
      keys.delete(kid);
      if (log.isRetired(kid)) return commit('already_retired');
      log.append({ kind: 'key', kid, ...(receipt === undefined ? {} : { receipt }) });
      return commit('retired');
    },
  };
}
