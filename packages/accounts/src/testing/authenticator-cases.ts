/** What every store does with authenticators. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { anAccount } from './an-account.ts';

function anAuthenticator(given: Partial<AuthenticatorRecord> = {}): AuthenticatorRecord {
  return {
    id: 'authenticator-1',
    account: 'account-1',
    kind: 'passkey',
    lookup: 'credential-1',
    name: 'Laptop',
    data: { counter: 0, publicKey: 'AA' },
    createdAt: 1_800_000_000.25,
    lastUsedAt: null,
    version: 1,
    ...given,
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

export const authenticatorCases: readonly AccountStoreCase[] = [
  {
    name: 'finds an authenticator by what names it and by its account, oldest first, on another connection too',
    async run(open) {
      const [store, other] = [await open(), await open()];
      await store.insert(anAccount());
      const second = anAuthenticator({ id: 'authenticator-2', lookup: `'"\0`, name: '鍵 "one"', createdAt: 1_800_000_000 });
      strictEqual(await store.authenticators.insert(anAuthenticator()), 'inserted');
      strictEqual(await store.authenticators.insert(second), 'inserted');
      deepStrictEqual(await other.authenticators.find('passkey', 'credential-1'), anAuthenticator());
      deepStrictEqual(await other.authenticators.find('passkey', `'"\0`), second);
      strictEqual(await other.authenticators.find('totp', 'credential-1'), undefined);
      deepStrictEqual(await other.authenticators.listByAccount('account-1'), [second, anAuthenticator()]);
      deepStrictEqual(await other.authenticators.listByAccount('account-2'), []);
    },
  },
  {
    name: 'lets one of many have a name of its kind, and none without an account',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) =>
          (index % 2 === 0 ? one : other).authenticators.insert(anAuthenticator({ id: `authenticator-${index}` })),
        ),
      );
      strictEqual(answers.filter((answer) => answer === 'inserted').length, 1);
      strictEqual(answers.filter((answer) => answer === 'taken').length, 15);
      strictEqual(await one.authenticators.insert(anAuthenticator({ id: 'another', kind: 'provider' })), 'inserted');
      strictEqual(await one.authenticators.insert(anAuthenticator({ id: 'x', lookup: 'y', account: 'account-2' })), 'account_unknown');
    },
  },
  {
    name: 'inserts one of 64 authenticators that want the account as it stands, and raises its stamp with it (S09)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      const before = present(await one.findById('account-1'));
      const insert = (index: number, stamp: number): Promise<string> =>
        (index % 2 === 0 ? one : other).authenticators.insert(
          anAuthenticator({ id: `authenticator-${index}`, lookup: `credential-${index}`, kind: index % 3 === 0 ? 'totp' : 'passkey' }),
          { stamp },
        );
      // A pool opens its connections when they are wanted: without that the first would be done before another begins.
      await Promise.all(Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? one : other).findById('account-1')));
      const answers = await Promise.all(Array.from({ length: 64 }, (_, index) => insert(index, before.stamp)));
      strictEqual(answers.filter((answer) => answer === 'inserted').length, 1);
      strictEqual(answers.filter((answer) => answer === 'stamp_changed').length, 63);
      strictEqual((await one.authenticators.listByAccount('account-1')).length, 1);
      deepStrictEqual(await other.findById('account-1'), { ...before, stamp: before.stamp + 1, version: before.version + 1 });
      // Whoever read the account before does not write the former stamp back.
      strictEqual(await other.replace(before), 'conflict');
      strictEqual(await one.authenticators.insert(anAuthenticator({ id: 'x', account: 'account-2' }), { stamp: 1 }), 'account_unknown');
      const known = { id: 'x', lookup: present((await one.authenticators.listByAccount('account-1'))[0]).lookup };
      const { kind } = present((await one.authenticators.listByAccount('account-1'))[0]);
      strictEqual(await one.authenticators.insert(anAuthenticator({ ...known, kind }), { stamp: before.stamp + 1 }), 'taken');
      strictEqual((await one.findById('account-1'))?.stamp, before.stamp + 1);
    },
  },
  {
    name: 'replaces name, data and last use of an authenticator if its version stands, once (S20)',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      await one.authenticators.insert(anAuthenticator());
      const used = anAuthenticator({ name: 'Phone', data: { counter: 1 }, lastUsedAt: 1_800_000_009.5 });
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? one : other).authenticators.replace({ ...used, lookup: 'changed' })),
      );
      strictEqual(answers.filter((answer) => answer === 'replaced').length, 1);
      deepStrictEqual(await other.authenticators.find('passkey', 'credential-1'), { ...used, version: 2 });
      strictEqual(await one.authenticators.replace(anAuthenticator({ id: 'authenticator-2' })), 'conflict');
    },
  },
  {
    name: 'removes an authenticator for its own account alone, and all of them with the account (S08, S23)',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      await store.authenticators.insert(anAuthenticator());
      strictEqual(await store.authenticators.remove('account-2', 'authenticator-1'), false);
      strictEqual(await store.authenticators.remove('account-1', 'authenticator-1'), true);
      strictEqual(await store.authenticators.remove('account-1', 'authenticator-1'), false);
      await store.authenticators.insert(anAuthenticator());
      await store.remove('account-1');
      strictEqual(await store.authenticators.find('passkey', 'credential-1'), undefined);
    },
  },
];
