/** Roles in memory. */
import type { RoleRecord, RoleStore } from '../../roles/role-store.ts';

export function createMemoryRoles(): RoleStore {
  const byName = new Map<string, RoleRecord>();
  return {
    list: async () => structuredClone([...byName.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1))),
    write: async (record) => {
      if ((byName.get(record.name)?.version ?? 0) !== record.version) return 'conflict';
      byName.set(record.name, { ...structuredClone(record), version: record.version + 1 });
      return 'written';
    },
    remove: async (name, version) => byName.get(name)?.version === version && byName.delete(name),
  };
}
