/** The store contract about signing keys. */
import { deepEqual, equal } from 'node:assert/strict';
import type { StoredKey } from '../../core/ports/key-store.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { hostileTexts, race, RACE_ROUNDS, RACERS, readCursor, readEntries, type StoreCase } from './store-case.ts';

function aStoredKey(overrides: Partial<StoredKey> = {}): StoredKey {
  return {
    kid: 'k-1',
    slot: 1,
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', kid: 'k-1', alg: 'ES256', use: 'sig', crv: 'P-256', x: 'eA', y: 'eQ' },
    sealedKey: 'c2VhbGVk',
    secretName: 'c2VjcmV0',
    activeFrom: 1_700_000_000.5,
    ...overrides,
  };
}

const list = async (store: SessionStore): Promise<readonly StoredKey[]> => (await store.keys.list()).value;

export const keyCases: readonly StoreCase[] = [
  {
    name: 'lists keys by slot as they were inserted (S06)',
    async run({ store, other }) {
      const text = hostileTexts.join('|');
      const keys = [
        aStoredKey(),
        aStoredKey({ kid: 'k-2', slot: 2, algorithm: 'HS256', publicJwk: null }),
        aStoredKey({ kid: text, slot: 3, sealedKey: text, secretName: text }),
      ];
      for (const key of [...keys].reverse()) equal(await store.keys.insert(key), true);
      deepEqual(await list(other), keys);
    },
  },
  {
    name: 'refuses a slot or a kid that is taken, and writes nothing',
    async run({ store, other }) {
      await store.keys.insert(aStoredKey());
      equal(await other.keys.insert(aStoredKey({ kid: 'k-2' })), false);
      equal(await other.keys.insert(aStoredKey({ slot: 2 })), false);
      deepEqual(await list(store), [aStoredKey()]);
    },
  },
  {
    name: `lets one of ${RACERS} nodes add the next key`,
    async run({ store, other, raceRounds = RACE_ROUNDS }) {
      for (let round = 0; round < raceRounds; round += 1) {
        const slot = round + 1;
        const kids = Array.from({ length: RACERS }, (_, index) => `k-${round}-${index}`);
        const outcomes = await race(
          round,
          kids.map((kid, index) => () => (index % 2 === 0 ? store : other).keys.insert(aStoredKey({ kid, slot }))),
        );
        equal(outcomes.filter((isInserted) => isInserted).length, 1);
        equal((await list(store)).at(-1)?.kid, kids[outcomes.indexOf(true)]);
      }
    },
  },
  {
    name: 'brings the beginning of a key forward, never back',
    async run({ store }) {
      await store.keys.insert(aStoredKey());
      await store.keys.activate('k-1', 1_800_000_000);
      await store.keys.activate('unknown', 1);
      deepEqual(await list(store), [aStoredKey()]);
      await store.keys.activate('k-1', 1_600_000_000.25);
      deepEqual(await list(store), [aStoredKey({ activeFrom: 1_600_000_000.25 })]);
    },
  },
  {
    name: 'replaces the seal of a key, and removes one without an entry',
    async run({ store, other }) {
      await store.keys.insert(aStoredKey());
      await other.keys.reseal('k-1', 'bmV3', 'bmV3ZXI');
      deepEqual(await list(store), [aStoredKey({ sealedKey: 'bmV3', secretName: 'bmV3ZXI' })]);
      await other.keys.remove('k-1');
      deepEqual(await list(store), []);
      deepEqual(await readEntries(store), []);
    },
  },
  {
    name: 'retires a key with its entry, once and for all',
    async run({ store, other }) {
      await store.keys.insert(aStoredKey());
      await store.keys.insert(aStoredKey({ kid: 'k-2', slot: 2 }));
      const cursor = await readCursor(other);
      await store.keys.retire('k-1');
      await other.keys.retire('k-1');
      await other.keys.retire('k-0');
      deepEqual(await readEntries(other, cursor), [
        { kind: 'key', kid: 'k-1' },
        { kind: 'key', kid: 'k-0' },
      ]);
      equal(await store.keys.insert(aStoredKey({ slot: 7 })), false);
      deepEqual(
        (await list(other)).map(({ kid }) => kid),
        ['k-2'],
      );
      await store.deleteExpired(0);
      equal((await readEntries(store)).length, 2);
    },
  },
];
