/** What every store does with roles, and with the accounts that have one. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { RoleRecord } from '../roles/role-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { anAccount } from './an-account.ts';

const aRole = (given: Partial<RoleRecord> = {}): RoleRecord => ({
  ...{ name: 'editor', permissions: ['post:read', 'post:write'], isDeclared: false, isRemoved: false, isSettled: false, version: 0 },
  ...given,
});

export const roleCases: readonly AccountStoreCase[] = [
  {
    name: 'keeps roles whole, and lists them by name on another connection',
    async run(open) {
      const [store, other] = [await open(), await open()];
      const odd = aRole({ name: `a'"\0`, permissions: ['管理', '\0'], isDeclared: true, isRemoved: true, isSettled: true });
      strictEqual(await store.roles.write(aRole()), 'written');
      strictEqual(await store.roles.write(odd), 'written');
      deepStrictEqual(await other.roles.list(), [
        { ...odd, version: 1 },
        { ...aRole(), version: 1 },
      ]);
    },
  },
  {
    name: 'writes and removes a role if its version still stands',
    async run(open) {
      const { roles } = await open();
      strictEqual(await roles.write(aRole()), 'written');
      strictEqual(await roles.write(aRole()), 'conflict');
      strictEqual(await roles.write(aRole({ version: 1, permissions: [], isSettled: true })), 'written');
      strictEqual(await roles.write(aRole({ version: 1 })), 'conflict');
      strictEqual(await roles.remove('editor', 1), false);
      deepStrictEqual(await roles.list(), [aRole({ version: 2, permissions: [], isSettled: true })]);
      strictEqual(await roles.remove('editor', 2), true);
      strictEqual(await roles.remove('editor', 2), false);
      strictEqual(await roles.write(aRole({ version: 2 })), 'conflict');
      deepStrictEqual(await roles.list(), []);
    },
  },
  {
    name: 'lets one of many changes of one role through',
    async run(open) {
      const [one, other] = [await open(), await open()];
      const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? one : other).roles.write(aRole())));
      strictEqual(answers.filter((answer) => answer === 'written').length, 1);
    },
  },
  {
    name: 'lists the accounts that have a role, and none whose role only looks like it, page by page',
    async run(open) {
      const store = await open();
      const roles = [
        ['editor'],
        ['staff', 'editor'],
        [],
        ['editors'],
        ['my-editor'],
        ['Editor'],
        ['editor%'],
        ['edi_or'],
        ['%'],
        ['editor'],
      ];
      const records = roles.map((list, index) => anAccount({ id: `account-${index}`, email: `person-${index}@example.com`, roles: list }));
      await store.insertMany(records);
      const ids = async (role: string, after = '', limit = 9): Promise<string> =>
        (await store.listByRole(role, { after, limit })).map(({ id }) => id.slice(-1)).join('');
      strictEqual(await ids('editor'), '019');
      strictEqual(await ids('editor', '', 2), '01');
      strictEqual(await ids('editor', 'account-1', 2), '9');
      strictEqual(await ids('%'), '8');
      strictEqual(await ids('nobody'), '');
      deepStrictEqual(await store.listByRole('staff', { after: '', limit: 1 }), [records[1]]);
    },
  },
];
