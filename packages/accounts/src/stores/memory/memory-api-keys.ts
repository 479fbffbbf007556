/** API keys in memory. */
import type { ApiKeyRecord, ApiKeyStore } from '../../api-keys/api-key-store.ts';

export function createMemoryApiKeys(): ApiKeyStore {
  const byId = new Map<string, ApiKeyRecord>();
  return {
    insert: async (record) => {
      if (byId.has(record.id)) return 'taken';
      byId.set(record.id, structuredClone(record));
      return 'inserted';
    },
    find: async (id) => structuredClone(byId.get(id)),
    list: async () =>
      structuredClone([...byId.values()].toSorted((left, right) => left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1))),
    replace: async (record) => {
      const stored = byId.get(record.id);
      if (stored?.version !== record.version) return 'conflict';
      const { id, createdAt, createdBy, lastUsedAt } = stored;
      byId.set(id, { ...structuredClone(record), id, createdAt, createdBy, lastUsedAt, version: stored.version + 1 });
      return 'replaced';
    },
    touch: async (id, at) => {
      const stored = byId.get(id);
      if (stored !== undefined && (stored.lastUsedAt ?? 0) < at) byId.set(id, { ...stored, lastUsedAt: at });
    },
  };
}
