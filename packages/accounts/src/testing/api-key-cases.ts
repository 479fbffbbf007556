/** What every store does with API keys. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { ApiKeyRecord } from '../api-keys/api-key-store.ts';
import type { AccountStoreCase } from './account-store-case.ts';

const now = 1_800_000_000;

const aKey = (given: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  id: '0123456789abcdef',
  name: 'backup job',
  scopes: ['users:read'],
  secretHash: 'a'.repeat(43),
  formerHash: null,
  formerUntil: null,
  createdAt: now + 0.25,
  createdBy: 'operator',
  rotatedAt: null,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  version: 1,
  ...given,
});

export const apiKeyCases: readonly AccountStoreCase[] = [
  {
    name: 'keeps API keys whole, and lists the oldest first on another connection',
    async run(open) {
      const [store, other] = [await open(), await open()];
      const odd = aKey({
        ...{ id: 'f'.repeat(16), name: `naïve "key" \0 管理`, scopes: ['a:b', '管理'], createdAt: now, createdBy: `account:a'"\0` },
        ...{ formerHash: 'b'.repeat(43), formerUntil: now + 1.5, rotatedAt: now + 2.5, expiresAt: now + 3.5, revokedAt: now + 4.5 },
      });
      strictEqual(await store.apiKeys.insert(aKey()), 'inserted');
      strictEqual(await store.apiKeys.insert(odd), 'inserted');
      deepStrictEqual(await other.apiKeys.find(odd.id), odd);
      deepStrictEqual(await other.apiKeys.list(), [odd, aKey()]);
      strictEqual(await other.apiKeys.find('0'.repeat(16)), undefined);
    },
  },
  {
    name: 'leaves an API key as it is where its id is there already',
    async run(open) {
      const { apiKeys } = await open();
      await apiKeys.insert(aKey());
      strictEqual(await apiKeys.insert(aKey({ name: 'another', scopes: ['api-keys:write'] })), 'taken');
      deepStrictEqual(await apiKeys.list(), [aKey()]);
    },
  },
  {
    name: 'replaces what may change of an API key if the version stands',
    async run(open) {
      const { apiKeys } = await open();
      await apiKeys.insert(aKey());
      await apiKeys.touch(aKey().id, now + 7);
      const changed = aKey({
        name: 'other',
        secretHash: 'c'.repeat(43),
        formerHash: 'a'.repeat(43),
        formerUntil: now + 9,
        revokedAt: now + 8,
      });
      strictEqual(await apiKeys.replace({ ...changed, createdAt: 5, createdBy: 'system' }), 'replaced');
      deepStrictEqual(await apiKeys.find(changed.id), { ...changed, lastUsedAt: now + 7, version: 2 });
      strictEqual(await apiKeys.replace(changed), 'conflict');
      strictEqual(await apiKeys.replace(aKey({ id: '1'.repeat(16) })), 'conflict');
    },
  },
  {
    name: 'lets one of many changes of one API key through',
    async run(open) {
      const [one, other] = [await open(), await open()];
      await one.apiKeys.insert(aKey());
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? one : other).apiKeys.replace(aKey({ name: `${index}` }))),
      );
      strictEqual(answers.filter((answer) => answer === 'replaced').length, 1);
    },
  },
  {
    name: 'notes when an API key was used, never an earlier time, and disturbs no change by it',
    async run(open) {
      const { apiKeys } = await open();
      await apiKeys.insert(aKey());
      await apiKeys.touch(aKey().id, now + 2.5);
      await apiKeys.touch(aKey().id, now + 1);
      await apiKeys.touch('0'.repeat(16), now);
      deepStrictEqual(await apiKeys.list(), [aKey({ lastUsedAt: now + 2.5 })]);
      strictEqual(await apiKeys.replace(aKey({ revokedAt: now + 3 })), 'replaced');
    },
  },
];
