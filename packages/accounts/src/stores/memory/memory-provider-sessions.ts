/** Sessions that began elsewhere, in memory; they go with their account. */
import type { Seconds } from '@gemel/protocol';
import type { ProviderSessionRecord, ProviderSessionStore } from '../../providers/provider-session-store.ts';

export function createMemoryProviderSessions(
  hasAccount: (id: string) => boolean,
): ProviderSessionStore & { removeAll(account: string): void } {
  const bySid = new Map<string, ProviderSessionRecord>();
  const ends = new Map<string, { readonly at: Seconds; readonly until: Seconds }>();
  const hasEnded = (key: string | null, since: Seconds): boolean => {
    const end = key === null ? undefined : ends.get(key);
    return end !== undefined && since <= end.at;
  };

  return {
    add: async (record, since) => {
      if (!hasAccount(record.account) || hasEnded(record.session, since) || hasEnded(record.person, since)) return 'ended';
      bySid.set(record.sid, { ...record });
      return 'added';
    },
    end: async ({ person, session, at, until }) => {
      const key = session ?? person ?? '';
      const former = ends.get(key);
      ends.set(key, { at: Math.max(at, former?.at ?? 0), until: Math.max(until, former?.until ?? 0) });
      const isMeant = (one: ProviderSessionRecord): boolean =>
        session === undefined ? one.person === person : one.session === session || (one.session === null && one.person === person);
      return [...bySid.values()].filter(isMeant).map(({ sid }) => sid);
    },
    listExpired: async (before, limit) =>
      [...bySid.values()]
        .filter(({ expiresAt }) => expiresAt < before)
        .toSorted((left, right) => left.expiresAt - right.expiresAt)
        .slice(0, limit)
        .map(({ sid, account }) => ({ sid, account })),
    keep: async (sid, expiresAt) => {
      const record = bySid.get(sid);
      if (record !== undefined) bySid.set(sid, { ...record, expiresAt });
    },
    remove: async (sids) => {
      for (const sid of sids) bySid.delete(sid);
    },
    deleteEnds: async (before) => {
      const old = [...ends].filter(([, { until }]) => until < before);
      for (const [key] of old) ends.delete(key);
      return old.length;
    },
    removeAll: (account) => {
      for (const record of [...bySid.values()]) if (record.account === account) bySid.delete(record.sid);
    },
  };
}
