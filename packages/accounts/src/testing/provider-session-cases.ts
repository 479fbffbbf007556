/** What every store does with sessions that began elsewhere. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { ProviderEnd, ProviderSessionRecord } from '../providers/provider-session-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { anAccount } from './an-account.ts';

const now = 1_800_000_000;
const aSession = (given: Partial<ProviderSessionRecord> = {}): ProviderSessionRecord => ({
  ...{ sid: 'sid-1', account: 'account-1', person: 'ada there', session: 'session there', expiresAt: now + 60.5 },
  ...given,
});
const anEnd = (given: Partial<ProviderEnd> = {}): ProviderEnd => ({
  ...{ person: 'ada there', session: 'session there', at: now, until: now + 60 },
  ...given,
});

export const providerSessionCases: readonly AccountStoreCase[] = [
  {
    name: 'finds the sessions that came of one elsewhere: those of its name, and those of its person that name none',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.insert(anAccount());
      const add = (given: Partial<ProviderSessionRecord>) => store.providerSessions.add(aSession(given), now);
      await add({});
      await add({ sid: `sid'"\0` });
      await add({ sid: 'sid-3', session: 'another there' });
      await add({ sid: 'sid-4', session: null });
      await add({ sid: 'sid-5', session: null, person: 'grace there' });
      const end = async (given: Partial<ProviderEnd>): Promise<readonly string[]> =>
        (await other.providerSessions.end(anEnd({ at: now - 9, ...given }))).toSorted();
      deepStrictEqual(await end({}), [`sid'"\0`, 'sid-1', 'sid-4']);
      deepStrictEqual(await end({ person: undefined }), [`sid'"\0`, 'sid-1']);
      deepStrictEqual(await end({ session: undefined }), [`sid'"\0`, 'sid-1', 'sid-3', 'sid-4']);
      deepStrictEqual(await end({ session: 'unknown', person: undefined }), []);
      await store.providerSessions.remove([`sid'"\0`, 'sid-1', 'unknown']);
      deepStrictEqual(await end({}), ['sid-4']);
    },
  },
  {
    name: 'refuses a session whose like has ended elsewhere, and no later one',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.insert(anAccount());
      await other.providerSessions.end(anEnd({ person: undefined }));
      const add = (given: Partial<ProviderSessionRecord>, since: number) => store.providerSessions.add(aSession(given), since);
      strictEqual(await add({}, now), 'ended');
      strictEqual(await add({ session: 'another there' }, now), 'added');
      strictEqual(await add({ sid: 'sid-2' }, now + 1), 'added');
      await other.providerSessions.end(anEnd({ session: undefined, at: now + 5 }));
      await other.providerSessions.end(anEnd({ session: undefined, at: now + 2 }));
      strictEqual(await add({ sid: 'sid-3', session: null }, now + 5), 'ended');
      strictEqual(await add({ sid: 'sid-3', session: 'a new one' }, now + 5), 'ended');
      strictEqual(await add({ sid: 'sid-3', session: null }, now + 6), 'added');
      strictEqual(await add({ sid: 'sid-4', account: 'account-2' }, now + 6), 'ended');
    },
  },
  {
    name: 'lets no session begin beside its end, however both meet (S16)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      for (let round = 0; round < 16; round++) {
        const session = `session ${round}`;
        const beginning = Array.from({ length: 4 }, (_, index) =>
          (index % 2 === 0 ? one : other).providerSessions.add(aSession({ sid: `sid-${round}-${index}`, session }), now),
        );
        const ending = (round % 2 === 0 ? one : other).providerSessions.end(anEnd({ session, person: undefined }));
        const [begun, found] = await Promise.all([Promise.all(beginning), ending]);
        strictEqual(begun.filter((answer) => answer === 'added').length, found.length);
      }
    },
  },
  {
    name: 'lists sessions that are kept no longer, oldest first; forgets ends; and both go with the account (S08)',
    async run(open) {
      const store = await open();
      const { providerSessions } = store;
      await store.insert(anAccount());
      await providerSessions.add(aSession(), now);
      await providerSessions.add(aSession({ sid: 'sid-2', expiresAt: now + 5 }), now);
      deepStrictEqual(await providerSessions.listExpired(now + 5, 9), []);
      deepStrictEqual(await providerSessions.listExpired(now + 61, 1), [{ sid: 'sid-2', account: 'account-1' }]);
      await providerSessions.keep('sid-2', now + 99);
      deepStrictEqual(await providerSessions.listExpired(now + 61, 9), [{ sid: 'sid-1', account: 'account-1' }]);
      await providerSessions.end(anEnd({ session: 'elsewhere' }));
      strictEqual(await providerSessions.deleteEnds(now + 60), 0);
      strictEqual(await providerSessions.deleteEnds(now + 61), 1);
      strictEqual(await providerSessions.add(aSession({ sid: 'sid-3', session: 'elsewhere' }), now), 'added');
      await store.remove('account-1');
      deepStrictEqual(await providerSessions.listExpired(now + 999, 9), []);
    },
  },
];
