/** What is good once, on all nodes of a store: what a client has signed to prove itself, for example. ASVS 10.4.16, S09 */
import { describe, expect, it } from 'vitest';
import { createUseOnce } from '../../src/limits/use-once.ts';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import { describeOnDatabases } from '../stores/describe-on-databases.ts';
import type { AccountStore } from '../../src/account-store.ts';

const start = 1_800_000_000;

function describeUse(engine: string, openDatabase: () => Promise<() => Promise<{ readonly accounts: AccountStore }>>): void {
  describe(`a name that three nodes use on ${engine}`, () => {
    it('is good once for all of them, of 64 who use it at once', async () => {
      const open = await openDatabase();
      const nodes = [createUseOnce((await open()).accounts, () => start), createUseOnce((await open()).accounts, () => start)];
      const tries = Array.from({ length: 64 }, async (_, index) => nodes[index % nodes.length]?.('a', 65));
      expect((await Promise.all(tries)).filter((isFirst) => isFirst === true)).toHaveLength(1);
      expect(await nodes[0]?.('b', 65)).toBe(true);
    });

    it('is remembered for as long as was said, though somebody tries to use it again meanwhile', async () => {
      const open = await openDatabase();
      let now = start;
      const useOnce = createUseOnce((await open()).accounts, () => now);
      expect(await useOnce('a', 65)).toBe(true);
      for (const after of [1, 30, 64.9]) {
        now = start + after;
        expect(await useOnce('a', 65)).toBe(false);
      }
      now = start + 65;
      expect(await useOnce('a', 65)).toBe(true);
    });
  });
}

describeOnDatabases(describeUse);
describeUse('memory', async () => {
  const accounts = createMemoryAccountStore();
  return async () => ({ accounts });
});
