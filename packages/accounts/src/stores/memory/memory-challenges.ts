/** One-time things in memory; they go with their account. */
import type { ChallengeRecord, ChallengeStore } from '../../challenges/challenge-store.ts';

export function createMemoryChallenges(hasAccount: (id: string) => boolean): ChallengeStore {
  const byHash = new Map<string, ChallengeRecord>();
  const current = (idHash: string, purpose: string, now: number): ChallengeRecord | undefined => {
    const record = byHash.get(idHash);
    return record?.purpose === purpose && record.expiresAt > now ? record : undefined;
  };
  const live = (idHash: string, purpose: string, now: number): ChallengeRecord | undefined => {
    const record = current(idHash, purpose, now);
    return record !== undefined && record.triesLeft > 0 ? record : undefined;
  };
  const removeWhere = (isGone: (record: ChallengeRecord) => boolean): number => {
    const gone = [...byHash.values()].filter(isGone);
    for (const { idHash } of gone) byHash.delete(idHash);
    return gone.length;
  };

  return {
    put: async (record, { isOnly = false } = {}) => {
      if (record.account !== null && !hasAccount(record.account)) return;
      if (isOnly && record.account !== null)
        removeWhere(({ account, purpose }) => account === record.account && purpose === record.purpose);
      byHash.set(record.idHash, structuredClone(record));
    },
    find: async (idHash, purpose, now) => structuredClone(live(idHash, purpose, now)),
    take: async (idHash, purpose, now) => {
      const record = current(idHash, purpose, now);
      if (record !== undefined) byHash.delete(idHash);
      return record;
    },
    tryOnce: async (idHash, purpose, now) => {
      const record = live(idHash, purpose, now);
      if (record === undefined) return undefined;
      const tried = { ...record, triesLeft: record.triesLeft - 1 };
      byHash.set(idHash, tried);
      return structuredClone(tried);
    },
    listOf: async (account, now) =>
      structuredClone(
        [...byHash.values()]
          .filter((record) => record.account === account && record.expiresAt > now)
          .toSorted((left, right) => left.expiresAt - right.expiresAt),
      ),
    removeOf: async (account, purpose) =>
      removeWhere((record) => record.account === account && (purpose === undefined || record.purpose === purpose)),
    deleteExpired: async (before) => removeWhere(({ expiresAt }) => expiresAt < before),
  };
}
