/** What every account store must do for accounts that come in numbers, and for the hashes that they bring. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { AccountStore } from '../account-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';
import { anAccount } from './an-account.ts';

const several = (count: number, given: Parameters<typeof anAccount>[0] = {}) =>
  Array.from({ length: count }, (_, index) => anAccount({ ...given, id: `account-${index}`, email: `person-${index}@example.com` }));

async function importedHashes(store: AccountStore): Promise<readonly string[]> {
  const found: string[] = [];
  for (let next = await store.nextImportedHash(''); next !== undefined; next = await store.nextImportedHash(next)) found.push(next);
  return found;
}

export const importCases: readonly AccountStoreCase[] = [
  {
    name: 'inserts many accounts at once, whole',
    async run(open) {
      const [store, other] = [await open(), await open()];
      const odd = anAccount({
        id: `a'"\0b`,
        email: `x'; --@example.com`,
        emailVerifiedAt: 1_800_000_000.5,
        passwordHash: null,
        roles: [],
        permissions: ['naïve "permission"', '管理\\'],
        isDisabled: true,
        pendingEnd: { reason: 'account_disabled', except: null },
        stamp: 3,
        version: 2,
      });
      const records = [...several(600), odd];
      deepStrictEqual(
        await store.insertMany(records),
        records.map(() => 'inserted'),
      );
      deepStrictEqual(await other.findById('account-599'), records[599]);
      deepStrictEqual(await other.findByEmail(odd.email), odd);
      deepStrictEqual(await store.insertMany([]), []);
    },
  },
  {
    name: 'inserts the others where some are taken, by their address or id, before or among themselves',
    async run(open) {
      const store = await open();
      await store.insert(anAccount());
      const answers = await store.insertMany([
        anAccount({ id: 'account-2' }),
        anAccount({ id: 'account-3', email: 'grace@example.com', roles: ['first'] }),
        anAccount({ id: 'account-4', email: 'grace@example.com', roles: ['second'] }),
        anAccount({ id: 'account-1', email: 'mary@example.com' }),
        anAccount({ id: 'account-3', email: 'grace@example.com', roles: ['third'] }),
        anAccount({ id: 'account-5', email: 'mary@example.com' }),
      ]);
      deepStrictEqual(answers, ['taken', 'inserted', 'taken', 'taken', 'taken', 'inserted']);
      deepStrictEqual(await store.findById('account-1'), anAccount());
      deepStrictEqual((await store.findByEmail('grace@example.com'))?.roles, ['first']);
      strictEqual((await store.findByEmail('mary@example.com'))?.id, 'account-5');
      strictEqual(await store.findById('account-2'), undefined);
    },
  },
  {
    name: 'lets each account in once where the same ones come from two sides',
    async run(open) {
      const [one, other] = [await open(), await open()];
      const answers = await Promise.all([one.insertMany(several(40)), other.insertMany(several(40).toReversed())]);
      strictEqual(answers.flat().filter((answer) => answer === 'inserted').length, 40);
    },
  },
  {
    name: 'walks through the imported hashes in the order of their bytes, and through no others',
    async run(open) {
      const store = await open();
      const hashes = [
        'import:$2b$10$x',
        'import:$2b$04$x',
        'import:$B',
        'import:$a',
        'import:$2b$10$x/',
        '$2b$10$x',
        'important',
        'import',
        null,
      ];
      await store.insertMany(
        hashes.map((passwordHash, index) => anAccount({ id: `account-${index}`, email: `person-${index}@example.com`, passwordHash })),
      );
      deepStrictEqual(await importedHashes(store), ['import:$2b$04$x', 'import:$2b$10$x', 'import:$2b$10$x/', 'import:$B', 'import:$a']);
      const imported = await store.findByEmail('person-3@example.com');
      if (imported !== undefined) await store.replace({ ...imported, passwordHash: '$argon2id$' });
      strictEqual(await store.nextImportedHash('import:$B'), undefined);
    },
  },
];
