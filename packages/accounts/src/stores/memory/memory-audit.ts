/** The audit log in memory. */
import type { AuditEntry } from '../../audit/audit-event.ts';
import type { AuditPosition, AuditQuery, AuditStore } from '../../audit/audit-store.ts';

export function createMemoryAudit(): AuditStore {
  const byId = new Map<string, AuditEntry>();
  const inOrder = (): AuditEntry[] => [...byId.values()].sort(compare);
  return {
    append: async (entries) => {
      for (const entry of entries) if (!byId.has(entry.id)) byId.set(entry.id, structuredClone(entry));
    },
    search: async (query) => {
      const { order, after, limit } = query;
      const found = inOrder().filter((entry) => isFound(entry, query));
      const ordered = order === 'newest' ? found.reverse() : found;
      const isBehind = (entry: AuditEntry): boolean =>
        after === undefined || (order === 'newest' ? compare(entry, after) < 0 : compare(entry, after) > 0);
      return structuredClone(ordered.filter(isBehind).slice(0, limit));
    },
    prune: async (before, limit) => {
      const old = inOrder()
        .filter(({ at }) => at < before)
        .slice(0, limit);
      for (const { id } of old) byId.delete(id);
      return old.length;
    },
  };
}

function compare(left: AuditPosition, right: AuditPosition): number {
  if (left.at !== right.at) return left.at - right.at;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

function isFound(entry: AuditEntry, { kinds, subject, sid, address, from, to }: AuditQuery): boolean {
  return (
    (kinds === undefined || kinds.includes(entry.kind)) &&
    (subject === undefined || entry.subject === subject) &&
    (sid === undefined || entry.sid === sid) &&
    (address === undefined || entry.address === address) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to)
  );
}
