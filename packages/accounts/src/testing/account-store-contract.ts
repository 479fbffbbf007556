/** What every account store must do, as named cases; run them against the real engine. */
import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import { anAccount } from './an-account.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { apiKeyCases } from './api-key-cases.ts';
import { auditCases } from './audit-cases.ts';
import { authenticatorCases } from './authenticator-cases.ts';
import { challengeCases } from './challenge-cases.ts';
import { importCases } from './import-cases.ts';
import { limitCases } from './limit-cases.ts';
import { providerSessionCases } from './provider-session-cases.ts';
import { roleCases } from './role-cases.ts';

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
        email: 'ada@example.net',
        emailVerifiedAt: 1_800_000_050.5,
        passwordHash: null,
        stamp: 7,
        roles: [],
        permissions: ['a', 'b'],
        isDisabled: true,
        pendingEnd: { reason: 'password_changed', except: 'the sid' },
        passwordChangedAt: 1_800_000_099,
      });
      strictEqual(await store.replace({ ...changed, createdAt: 5 }), 'replaced');
      deepStrictEqual(await store.findById('account-1'), { ...changed, version: 2 });
      deepStrictEqual(await store.findByEmail('ada@example.net'), { ...changed, version: 2 });
      strictEqual(await store.findByEmail('ada@example.com'), undefined);
      strictEqual(await store.replace(anAccount()), 'conflict');
      strictEqual(await store.replace(anAccount({ id: 'account-2' })), 'conflict');
      deepStrictEqual(await store.findById('account-1'), { ...changed, version: 2 });
    },
  },
  {
    name: 'lets one of two accounts have an address, at the same time too',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.insert(anAccount());
      await one.insert(anAccount({ id: 'account-2', email: 'grace@example.com' }));
      strictEqual(await one.replace(anAccount({ id: 'account-2', email: 'ada@example.com' })), 'taken');
      const answers = await Promise.all([
        one.replace(anAccount({ email: 'wanted@example.com' })),
        other.replace(anAccount({ id: 'account-2', email: 'wanted@example.com' })),
      ]);
      deepStrictEqual(answers.toSorted(), ['replaced', 'taken']);
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
    name: 'lists the accounts whose sessions are still to end, or to hear of other grants',
    async run(open) {
      const store = await open();
      const pending = anAccount({ id: 'account-2', email: 'grace@example.com', pendingEnd: { reason: 'account_disabled', except: null } });
      await store.insert(anAccount());
      await store.insert(pending);
      deepStrictEqual(await store.listPending(), [pending]);
      await store.replace({ ...pending, pendingEnd: null, hasPendingGrants: true });
      deepStrictEqual(await store.listPending(), [{ ...pending, pendingEnd: null, hasPendingGrants: true, version: 2 }]);
      await store.replace({ ...pending, pendingEnd: null, version: 2 });
      deepStrictEqual(await store.listPending(), []);
    },
  },
  {
    name: 'lists accounts by the beginning of their addresses, in their order, page by page',
    async run(open) {
      const store = await open();
      const emails = [
        'ada@example.com',
        'adam@example.com',
        'ADA@example.com',
        'b%@example.com',
        'b_@example.com',
        'bé@example.com',
        'z@example.com',
      ];
      const records = emails.map((email, index) => anAccount({ id: `account-${index}`, email }));
      await store.insertMany(records);
      const ids = async (prefix: string, after = '', limit = 9): Promise<string> =>
        (await store.listByEmail({ prefix, after, limit })).map(({ id }) => id.slice(-1)).join('');
      strictEqual(await ids(''), '2013456');
      strictEqual(await ids('ada'), '01');
      strictEqual(await ids('ada@'), '0');
      strictEqual(await ids('b%'), '3');
      strictEqual(await ids('b'), '345');
      strictEqual(await ids('b', '', 2), '34');
      strictEqual(await ids('b', 'b_@example.com', 2), '5');
      strictEqual(await ids('ada', 'b'), '');
      strictEqual(await ids(`' OR ''='`), '');
      deepStrictEqual(await store.listByEmail({ prefix: 'z', after: '', limit: 1 }), records.slice(-1));
    },
  },
  {
    name: 'finds many by their ids at once, each once, and leaves out those that are not there',
    async run(open) {
      const store = await open();
      const records = ['a', `b'"`, 'c\0'].map((id) => anAccount({ id, email: `${id.charAt(0)}@example.com` }));
      for (const record of records) await store.insert(record);
      const found = async (...ids: string[]) => (await store.findByIds(ids)).toSorted((left, right) => (left.id < right.id ? -1 : 1));
      deepStrictEqual(await found('c\0', 'nobody', 'a', 'a'), [records[0], records[2]]);
      deepStrictEqual(await found(`b'"`), [records[1]]);
      deepStrictEqual(await found('nobody'), []);
      deepStrictEqual(await found(), []);
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

export const accountStoreContract: readonly AccountStoreCase[] = [
  ...recordCases,
  ...importCases,
  ...authenticatorCases,
  ...challengeCases,
  ...limitCases,
  ...auditCases,
  ...roleCases,
  ...apiKeyCases,
  ...providerSessionCases,
];
