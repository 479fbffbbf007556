/** What every account store must do, as named cases; run them against the real engine. */
import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import type { AccountRecord } from '../account.ts';
import type { AccountStore, Failures } from '../account-store.ts';

export interface AccountStoreCase {
  readonly name: string;
  /** @param open returns a store on the same, first empty, tables: another connection each time, where the engine has connections */
  run(open: () => Promise<AccountStore>): Promise<void>;
}

/** Returns a record with defaults. */
export function anAccount(given: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id: 'account-1',
    email: 'ada@example.com',
    passwordHash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA',
    roles: ['editor'],
    permissions: ['orders:read'],
    isDisabled: false,
    pendingEnd: null,
    createdAt: 1_800_000_000.25,
    passwordChangedAt: 1_800_000_001.5,
    version: 1,
    ...given,
  };
}

const now = 1_800_000_000;
const attempt = (keys: readonly string[], mayTry: (failures: readonly Failures[]) => boolean = () => true, at: number = now) => ({
  keys,
  now: at,
  since: at - 7200,
  mayTry,
});

/** Returns the counts under the keys, and counts nothing. */
async function countsOf(store: AccountStore, keys: readonly string[], at: number = now): Promise<readonly number[]> {
  let counts: readonly number[] = [];
  await store.takeAttempt(
    attempt(
      keys,
      (failures) => {
        counts = failures.map(({ count }) => count);
        return false;
      },
      at,
    ),
  );
  return counts;
}

const recordCases: readonly AccountStoreCase[] = [
  {
    name: 'finds an account by its address and by its id, on another connection too',
    async run(open) {
      const [store, other] = [await open(), await open()];
      strictEqual(await store.insert(anAccount()), 'inserted');
      deepStrictEqual(await other.findByEmail('ada@example.com'), anAccount());
      deepStrictEqual(await other.findById('account-1'), anAccount());
      strictEqual(await store.findByEmail('grace@example.com'), undefined);
      strictEqual(await store.findByEmail(''), undefined);
      strictEqual(await store.findById('account-2'), undefined);
    },
  },
  {
    name: 'leaves an account as it is when its address signs up again (6.3.8)',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      strictEqual(await store.insert(anAccount({ id: 'account-2', passwordHash: 'another' })), 'taken');
      strictEqual(await store.insert(anAccount({ email: 'grace@example.com', passwordHash: 'another' })), 'taken');
      deepStrictEqual(await store.findByEmail('ada@example.com'), anAccount());
      strictEqual(await store.findById('account-2'), undefined);
      strictEqual(await store.findByEmail('grace@example.com'), undefined);
    },
  },
  {
    name: 'lets one of many sign-ups with one address through',
    async run(open) {
      const [one, other] = [await open(), await open()];
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? one : other).insert(anAccount({ id: `account-${index}` }))),
      );
      strictEqual(answers.filter((answer) => answer === 'inserted').length, 1);
    },
  },
  {
    name: 'replaces what may change if the version stands, and raises it',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      const changed = anAccount({
        passwordHash: 'new',
        roles: [],
        permissions: ['a', 'b'],
        isDisabled: true,
        pendingEnd: { reason: 'password_changed', except: 'the sid' },
        passwordChangedAt: 1_800_000_099,
      });
      strictEqual(await store.replace({ ...changed, email: 'other@example.com', createdAt: 5 }), 'replaced');
      deepStrictEqual(await store.findById('account-1'), { ...changed, version: 2 });
      strictEqual(await store.findByEmail('other@example.com'), undefined);
      strictEqual(await store.replace(anAccount()), 'conflict');
      strictEqual(await store.replace(anAccount({ id: 'account-2' })), 'conflict');
      deepStrictEqual(await store.findById('account-1'), { ...changed, version: 2 });
    },
  },
  {
    name: 'lets one of many replacements of one version through',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? one : other).replace(anAccount({ roles: [`${index}`] }))),
      );
      strictEqual(answers.filter((answer) => answer === 'replaced').length, 1);
    },
  },
  {
    name: 'forgets an account, and its address is free again (S08)',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      strictEqual(await store.remove('account-1'), true);
      strictEqual(await store.remove('account-1'), false);
      strictEqual(await store.findByEmail('ada@example.com'), undefined);
      strictEqual(await store.findById('account-1'), undefined);
      strictEqual(await store.insert(anAccount({ id: 'account-2' })), 'inserted');
    },
  },
  {
    name: 'lists the accounts whose sessions are still to end',
    async run(open) {
      const store = await open();
      const pending = anAccount({ id: 'account-2', email: 'grace@example.com', pendingEnd: { reason: 'account_disabled', except: null } });
      await store.insert(anAccount());
      await store.insert(pending);
      deepStrictEqual(await store.listPending(), [pending]);
      await store.replace({ ...pending, pendingEnd: null });
      deepStrictEqual(await store.listPending(), []);
    },
  },
  {
    name: 'hands out copies: changing one changes nothing stored',
    async run(open) {
      const store = await open();
      const roles = ['editor'];
      await store.insert(anAccount({ roles }));
      roles.push('admin');
      deepStrictEqual((await store.findById('account-1'))?.roles, ['editor']);
      notStrictEqual(await store.findById('account-1'), await store.findById('account-1'));
    },
  },
  {
    name: 'keeps texts as they are: quotes, NUL, other scripts (S26)',
    async run(open) {
      const store = await open();
      const odd = anAccount({ id: `a'"\0b`, email: `x'; --@example.com`, roles: ['\0', 'naïve "role"', '管理'] });
      await store.insert(odd);
      deepStrictEqual(await store.findByEmail(odd.email), odd);
      strictEqual(await store.findById(`a'"`), undefined);
    },
  },
];

const failureCases: readonly AccountStoreCase[] = [
  {
    name: 'counts attempts under each key, and another connection sees them at once (S19)',
    async run(open) {
      const [store, other] = [await open(), await open()];
      strictEqual(await store.takeAttempt(attempt(['a', 'b'])), true);
      strictEqual(await store.takeAttempt(attempt(['a'])), true);
      deepStrictEqual(await countsOf(other, ['a', 'b', 'c']), [2, 1, 0]);
    },
  },
  {
    name: 'shows when the last attempt was, and counts nothing for one that may not be tried',
    async run(open) {
      const store = await open();
      await store.takeAttempt(attempt(['a'], () => true, now + 7.5));
      const seen: (readonly Failures[])[] = [];
      const refused = await store.takeAttempt(
        attempt(['a', 'b'], (failures) => {
          seen.push(failures);
          return false;
        }),
      );
      strictEqual(refused, false);
      deepStrictEqual(seen.at(-1), [
        { count: 1, lastAt: now + 7.5 },
        { count: 0, lastAt: 0 },
      ]);
      deepStrictEqual(await countsOf(store, ['a', 'b']), [1, 0]);
    },
  },
  {
    name: 'lets no more through than the rule allows, however many come at once (S19)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      const rule = ([first]: readonly Failures[]): boolean => (first?.count ?? 0) < 5;
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? one : other).takeAttempt(attempt(['a'], rule))),
      );
      strictEqual(answers.filter(Boolean).length, 5);
    },
  },
  {
    name: 'starts again after a success, and where the last failure is long past',
    async run(open) {
      const store = await open();
      await store.takeAttempt(attempt(['a', 'b', 'c']));
      await store.clearFailures(['a']);
      deepStrictEqual(await countsOf(store, ['a', 'b']), [0, 1]);
      deepStrictEqual(await countsOf(store, ['b'], now + 7201), [0]);
      await store.takeAttempt(attempt(['b'], () => true, now + 7201));
      deepStrictEqual(await countsOf(store, ['b'], now + 7201), [1]);
      strictEqual(await store.deleteFailures(now + 1), 1);
      deepStrictEqual(await countsOf(store, ['b', 'c'], now + 7201), [1, 0]);
    },
  },
  {
    name: 'takes back an attempt that was not judged, and never goes below none',
    async run(open) {
      const store = await open();
      await store.takeAttempt(attempt(['a']));
      await store.takeAttempt(attempt(['a']));
      await store.returnAttempt(['a', 'b']);
      deepStrictEqual(await countsOf(store, ['a', 'b']), [1, 0]);
      await store.returnAttempt(['a']);
      await store.returnAttempt(['a']);
      deepStrictEqual(await countsOf(store, ['a']), [0]);
    },
  },
];

export const accountStoreContract: readonly AccountStoreCase[] = [...recordCases, ...failureCases];
