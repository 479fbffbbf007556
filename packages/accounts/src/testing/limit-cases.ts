/** What every store does with rate limits. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { Limit, LimitAnswer } from '../limits/limit-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';

const now = 1_800_000_000;
const aLimit = (given: Partial<Limit> = {}): Limit => ({ key: 'a', interval: 10, burst: 3, ...given });

/** Waits rounded, since times since 1970 leave no more digits. */
function rounded(answer: LimitAnswer): LimitAnswer {
  return answer.isAllowed ? answer : { isAllowed: false, waitFor: Math.round(answer.waitFor * 1000) / 1000 };
}

export const limitCases: readonly AccountStoreCase[] = [
  {
    name: 'allows a burst, then one for each interval, and says how long to wait (GCRA)',
    async run(open) {
      const [store, other] = [await open(), await open()];
      for (let count = 0; count < 3; count++) deepStrictEqual(await store.limits.spend([aLimit()], now), { isAllowed: true });
      deepStrictEqual(rounded(await other.limits.spend([aLimit()], now)), { isAllowed: false, waitFor: 10 });
      deepStrictEqual(rounded(await other.limits.spend([aLimit()], now + 4)), { isAllowed: false, waitFor: 6 });
      deepStrictEqual(await other.limits.spend([aLimit()], now + 10), { isAllowed: true });
      deepStrictEqual(rounded(await store.limits.spend([aLimit()], now + 10)), { isAllowed: false, waitFor: 10 });
      for (let count = 0; count < 3; count++) deepStrictEqual(await store.limits.spend([aLimit()], now + 500), { isAllowed: true });
      strictEqual((await store.limits.spend([aLimit()], now + 500)).isAllowed, false);
    },
  },
  {
    name: 'holds nobody off for longer than one interval after the clock was set back (F12)',
    async run(open) {
      const [store, other] = [await open(), await open()];
      deepStrictEqual(await store.limits.spend([aLimit()], now + 3600), { isAllowed: true });
      deepStrictEqual(rounded(await store.limits.spend([aLimit()], now)), { isAllowed: false, waitFor: 10 });
      deepStrictEqual(rounded(await other.limits.spend([aLimit()], now + 4)), { isAllowed: false, waitFor: 6 });
      deepStrictEqual(await other.limits.spend([aLimit()], now + 10), { isAllowed: true });
      strictEqual((await store.limits.spend([aLimit()], now + 10)).isAllowed, false);
    },
  },
  {
    name: 'takes from all limits of a request or from none, and gives back',
    async run(open) {
      const store = await open();
      const narrow = aLimit({ key: 'narrow', burst: 1 });
      deepStrictEqual(await store.limits.spend([aLimit(), narrow], now), { isAllowed: true });
      deepStrictEqual(rounded(await store.limits.spend([aLimit(), narrow], now)), { isAllowed: false, waitFor: 10 });
      deepStrictEqual(await store.limits.spend([aLimit()], now), { isAllowed: true });
      deepStrictEqual(await store.limits.spend([aLimit()], now), { isAllowed: true });
      strictEqual((await store.limits.spend([aLimit()], now)).isAllowed, false);
      await store.limits.refund([aLimit(), narrow, aLimit({ key: 'unknown' })]);
      deepStrictEqual(await store.limits.spend([aLimit(), narrow], now), { isAllowed: true });
    },
  },
  {
    name: 'allows no more than the burst of 64 that come at once, whatever order their keys are in (S19)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      const [a, b] = [aLimit({ burst: 5 }), aLimit({ key: 'b', burst: 50 })];
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? one : other).limits.spend(index % 2 === 0 ? [a, b] : [b, a], now)),
      );
      strictEqual(answers.filter(({ isAllowed }) => isAllowed).length, 5);
    },
  },
  {
    name: 'forgets what is named, on every connection, and nothing else (S08)',
    async run(open) {
      const [store, other] = [await open(), await open()];
      const [gone, kept] = [aLimit({ burst: 1 }), aLimit({ key: 'b', burst: 1 })];
      await store.limits.spend([gone, kept], now);
      await other.limits.forget(['a', 'unknown']);
      await other.limits.forget([]);
      strictEqual((await store.limits.spend([gone], now)).isAllowed, true);
      strictEqual((await store.limits.spend([kept], now)).isAllowed, false);
    },
  },
  {
    name: 'forgets limits that have been full again for long',
    async run(open) {
      const store = await open();
      await store.limits.spend([aLimit(), aLimit({ key: 'b', interval: 100 })], now);
      strictEqual(await store.limits.deleteIdle(now + 50), 1);
      strictEqual(await store.limits.deleteIdle(now + 50), 0);
    },
  },
];
