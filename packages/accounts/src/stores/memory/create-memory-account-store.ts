/** The account store in a process's own memory: the reference reading of the port, for tests and for trying things out. */
import type { AccountRecord } from '../../account.ts';
import type { AccountStore, Failures } from '../../account-store.ts';

const noFailures: Failures = { count: 0, lastAt: 0 };

export function createMemoryAccountStore(): AccountStore {
  const byId = new Map<string, AccountRecord>();
  const idByEmail = new Map<string, string>();
  const failures = new Map<string, Failures>();

  return {
    insert: async (record) => {
      if (idByEmail.has(record.email) || byId.has(record.id)) return 'taken';
      byId.set(record.id, structuredClone(record));
      idByEmail.set(record.email, record.id);
      return 'inserted';
    },
    findByEmail: async (email) => structuredClone(byId.get(idByEmail.get(email) ?? '')),
    findById: async (id) => structuredClone(byId.get(id)),
    replace: async (record) => {
      const stored = byId.get(record.id);
      if (stored?.version !== record.version) return 'conflict';
      const { id, email, createdAt } = stored;
      byId.set(id, { ...structuredClone(record), id, email, createdAt, version: stored.version + 1 });
      return 'replaced';
    },
    remove: async (id) => {
      const stored = byId.get(id);
      if (stored !== undefined) idByEmail.delete(stored.email);
      return byId.delete(id);
    },
    listPending: async () => structuredClone([...byId.values()].filter((record) => record.pendingEnd !== null)),

    takeAttempt: async ({ keys, now, since, mayTry }) => {
      const found = keys.map((key) => failures.get(key) ?? noFailures).map((one) => (one.lastAt < since ? noFailures : one));
      if (!mayTry(found)) return false;
      keys.forEach((key, index) => failures.set(key, { count: (found[index]?.count ?? 0) + 1, lastAt: now }));
      return true;
    },
    returnAttempt: async (keys) => {
      for (const key of keys) {
        const found = failures.get(key);
        if (found !== undefined && found.count > 0) failures.set(key, { ...found, count: found.count - 1 });
      }
    },
    clearFailures: async (keys) => {
      for (const key of keys) failures.delete(key);
    },
    deleteFailures: async (before) => {
      const old = [...failures].filter(([, { lastAt }]) => lastAt < before);
      for (const [key] of old) failures.delete(key);
      return old.length;
    },
    close: async () => undefined,
  };
}
