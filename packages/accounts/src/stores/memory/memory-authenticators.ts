/** Authenticators in memory; they go with their account. */
import type { AuthenticatorRecord, AuthenticatorStore } from '../../authenticators/authenticator-store.ts';

interface Owners {
  /** Undefined where there is no such account. */
  stampOf(account: string): number | undefined;
  raiseStamp(account: string): void;
}

export function createMemoryAuthenticators(owners: Owners): AuthenticatorStore & { removeAll(account: string): void } {
  const byId = new Map<string, AuthenticatorRecord>();
  const find = (kind: string, lookup: string): AuthenticatorRecord | undefined =>
    [...byId.values()].find((record) => record.kind === kind && record.lookup === lookup);

  return {
    insert: async (record, { stamp } = {}) => {
      const current = owners.stampOf(record.account);
      if (current === undefined) return 'account_unknown';
      if (stamp !== undefined && stamp !== current) return 'stamp_changed';
      if (byId.has(record.id) || find(record.kind, record.lookup) !== undefined) return 'taken';
      byId.set(record.id, structuredClone(record));
      if (stamp !== undefined) owners.raiseStamp(record.account);
      return 'inserted';
    },
    find: async (kind, lookup) => structuredClone(find(kind, lookup)),
    listByAccount: async (account) =>
      structuredClone([...byId.values()].filter((record) => record.account === account).sort((a, b) => a.createdAt - b.createdAt)),
    replace: async ({ id, version, name, data, lastUsedAt }) => {
      const stored = byId.get(id);
      if (stored?.version !== version) return 'conflict';
      byId.set(id, { ...stored, name, data: structuredClone(data), lastUsedAt, version: version + 1 });
      return 'replaced';
    },
    remove: async (account, id) => byId.get(id)?.account === account && byId.delete(id),
    removeAll: (account) => {
      for (const record of [...byId.values()]) if (record.account === account) byId.delete(record.id);
    },
  };
}
