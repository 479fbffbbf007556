/** The account store in a process's own memory: the reference reading of the port, for tests and for trying things out. */
import type { AccountRecord } from '../../account.ts';
import type { AccountStore } from '../../account-store.ts';
import { IMPORT_MARK } from '../../hashing/imported/read-imported-hash.ts';
import { createMemoryApiKeys } from './memory-api-keys.ts';
import { createMemoryAudit } from './memory-audit.ts';
import { createMemoryAuthenticators } from './memory-authenticators.ts';
import { createMemoryChallenges } from './memory-challenges.ts';
import { createMemoryLimits } from './memory-limits.ts';
import { createMemoryProviderSessions } from './memory-provider-sessions.ts';
import { createMemoryRoles } from './memory-roles.ts';

export function createMemoryAccountStore(): AccountStore {
  const byId = new Map<string, AccountRecord>();
  const idByEmail = new Map<string, string>();
  const hasAccount = (id: string): boolean => byId.has(id);
  const { removeAll: removeAuthenticators, ...authenticators } = createMemoryAuthenticators({
    stampOf: (id) => byId.get(id)?.stamp,
    raiseStamp: (id) => {
      const stored = byId.get(id);
      if (stored !== undefined) byId.set(id, { ...stored, stamp: stored.stamp + 1, version: stored.version + 1 });
    },
  });
  const challenges = createMemoryChallenges(hasAccount);
  const { removeAll: removeProviderSessions, ...providerSessions } = createMemoryProviderSessions(hasAccount);

  const insert = (record: AccountRecord): 'inserted' | 'taken' => {
    if (idByEmail.has(record.email) || byId.has(record.id)) return 'taken';
    byId.set(record.id, structuredClone(record));
    idByEmail.set(record.email, record.id);
    return 'inserted';
  };

  return {
    insert: async (record) => insert(record),
    insertMany: async (records) => records.map(insert),
    nextImportedHash: async (after) => {
      let first: string | undefined;
      for (const { passwordHash } of byId.values()) {
        if (passwordHash?.startsWith(IMPORT_MARK) && passwordHash > after && (first === undefined || passwordHash < first))
          first = passwordHash;
      }
      return first;
    },
    findByEmail: async (email) => structuredClone(byId.get(idByEmail.get(email) ?? '')),
    findById: async (id) => structuredClone(byId.get(id)),
    findByIds: async (ids) => structuredClone([...new Set(ids)].flatMap((id) => byId.get(id) ?? [])),
    replace: async (record) => {
      const stored = byId.get(record.id);
      if (stored?.version !== record.version) return 'conflict';
      if ((idByEmail.get(record.email) ?? record.id) !== record.id) return 'taken';
      const { id, createdAt } = stored;
      idByEmail.delete(stored.email);
      idByEmail.set(record.email, id);
      byId.set(id, { ...structuredClone(record), id, createdAt, version: stored.version + 1 });
      return 'replaced';
    },
    remove: async (id) => {
      const stored = byId.get(id);
      if (stored === undefined) return false;
      idByEmail.delete(stored.email);
      removeAuthenticators(id);
      removeProviderSessions(id);
      await challenges.removeOf(id);
      return byId.delete(id);
    },
    listByRole: async (role, { after, limit }) => {
      const found = [...byId.values()].filter(({ id, roles }) => id > after && roles.includes(role));
      return structuredClone(found.toSorted((left, right) => (left.id < right.id ? -1 : 1)).slice(0, limit));
    },
    listByEmail: async ({ prefix, after, limit }) => {
      const found = [...byId.values()].filter(({ email }) => email.startsWith(prefix) && email > after);
      return structuredClone(found.toSorted((left, right) => (left.email < right.email ? -1 : 1)).slice(0, limit));
    },
    listPending: async () =>
      structuredClone([...byId.values()].filter(({ pendingEnd, hasPendingGrants }) => pendingEnd !== null || hasPendingGrants)),
    authenticators,
    challenges,
    limits: createMemoryLimits(),
    audit: createMemoryAudit(),
    roles: createMemoryRoles(),
    apiKeys: createMemoryApiKeys(),
    providerSessions,
    close: async () => undefined,
  };
}
