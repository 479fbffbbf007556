/** What every store does with one-time things. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { ChallengeRecord } from '../challenges/challenge-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { anAccount } from './an-account.ts';

const now = 1_800_000_000;

function aChallenge(given: Partial<ChallengeRecord> = {}): ChallengeRecord {
  return {
    idHash: 'hash-1',
    purpose: 'reset_password',
    account: 'account-1',
    stamp: 3,
    data: { odd: `'"\0` },
    expiresAt: now + 60.5,
    triesLeft: 5,
    ...given,
  };
}

export const challengeCases: readonly AccountStoreCase[] = [
  {
    name: 'finds a challenge for its purpose until it expires, and gives it once (S09, S22)',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.insert(anAccount());
      await store.challenges.put(aChallenge());
      await store.challenges.put(aChallenge({ idHash: 'hash-2', account: null, stamp: 0 }));
      deepStrictEqual(await other.challenges.find('hash-1', 'reset_password', now), aChallenge());
      strictEqual(await other.challenges.find('hash-1', 'verify_email', now), undefined);
      strictEqual(await other.challenges.find('hash-1', 'reset_password', now + 60.5), undefined);
      strictEqual(await other.challenges.take('hash-1', 'verify_email', now), undefined);
      strictEqual(await other.challenges.take('hash-1', 'reset_password', now + 61), undefined);
      deepStrictEqual(await other.challenges.take('hash-1', 'reset_password', now), aChallenge());
      strictEqual(await store.challenges.take('hash-1', 'reset_password', now), undefined);
      deepStrictEqual(
        await store.challenges.find('hash-2', 'reset_password', now),
        aChallenge({ idHash: 'hash-2', account: null, stamp: 0 }),
      );
    },
  },
  {
    name: 'gives a challenge to one of 64 who take it at once (S09)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      await one.challenges.put(aChallenge());
      const taken = await Promise.all(
        Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? one : other).challenges.take('hash-1', 'reset_password', now)),
      );
      strictEqual(taken.filter((challenge) => challenge !== undefined).length, 1);
    },
  },
  {
    name: 'lets a challenge be tried as often as it says, at once too (S20)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      await one.challenges.put(aChallenge());
      const tried = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? one : other).challenges.tryOnce('hash-1', 'reset_password', now)),
      );
      const left = tried.flatMap((challenge) => (challenge === undefined ? [] : [challenge.triesLeft]));
      deepStrictEqual(
        left.toSorted((a, b) => a - b),
        [0, 1, 2, 3, 4],
      );
      strictEqual(await one.challenges.find('hash-1', 'reset_password', now), undefined);
      // Whoever had the last try and was right may still take it.
      strictEqual((await one.challenges.take('hash-1', 'reset_password', now))?.triesLeft, 0);
    },
  },
  {
    name: 'makes the former ones void where there is to be one of a purpose, and keeps the others',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      await store.insert(anAccount({ id: 'account-2', email: 'grace@example.com' }));
      await store.challenges.put(aChallenge());
      await store.challenges.put(aChallenge({ idHash: 'hash-2', purpose: 'verify_email' }));
      await store.challenges.put(aChallenge({ idHash: 'hash-3', account: 'account-2' }));
      await store.challenges.put(aChallenge({ idHash: 'hash-4' }), { isOnly: true });
      strictEqual(await store.challenges.find('hash-1', 'reset_password', now), undefined);
      strictEqual((await store.challenges.find('hash-2', 'verify_email', now))?.idHash, 'hash-2');
      strictEqual((await store.challenges.find('hash-3', 'reset_password', now))?.idHash, 'hash-3');
      strictEqual((await store.challenges.find('hash-4', 'reset_password', now))?.idHash, 'hash-4');
    },
  },
  {
    name: 'leaves one of many that are put at once where there is to be one of a purpose',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      for (let round = 0; round < 10; round++) {
        const hashes = Array.from({ length: 64 }, (_, index) => `hash-${round}-${index}`);
        const put = (idHash: string, index: number) =>
          (index % 2 === 0 ? one : other).challenges.put(aChallenge({ idHash }), { isOnly: true });
        await Promise.all(hashes.map(put));
        const found = await Promise.all(hashes.map((idHash) => one.challenges.find(idHash, 'reset_password', now)));
        strictEqual(found.filter((challenge) => challenge !== undefined).length, 1);
      }
    },
  },
  {
    name: 'lists the challenges of an account that have not expired',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.insert(anAccount());
      await store.insert(anAccount({ id: 'account-2', email: 'grace@example.com' }));
      const [late, early] = [aChallenge(), aChallenge({ idHash: 'hash-2', purpose: 'verify_email', expiresAt: now + 5, triesLeft: 0 })];
      for (const one of [late, early, aChallenge({ idHash: 'hash-3', account: 'account-2' })]) await store.challenges.put(one);
      deepStrictEqual(await other.challenges.listOf('account-1', now), [early, late]);
      deepStrictEqual(await other.challenges.listOf('account-1', now + 5), [late]);
      deepStrictEqual(await other.challenges.listOf('nobody', now), []);
    },
  },
  {
    name: 'removes the challenges of an account, with the account too, and those that have expired (S08)',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      await store.challenges.put(aChallenge());
      await store.challenges.put(aChallenge({ idHash: 'hash-2', purpose: 'verify_email' }));
      await store.challenges.put(aChallenge({ idHash: 'hash-3', purpose: 'verify_email', expiresAt: now + 5 }));
      strictEqual(await store.challenges.deleteExpired(now + 6), 1);
      strictEqual(await store.challenges.removeOf('account-1', 'verify_email'), 1);
      strictEqual(await store.challenges.removeOf('account-1'), 1);
      await store.challenges.put(aChallenge());
      await store.remove('account-1');
      strictEqual(await store.challenges.find('hash-1', 'reset_password', now), undefined);
      await store.challenges.put(aChallenge());
      strictEqual(await store.challenges.find('hash-1', 'reset_password', now), undefined);
    },
  },
];
