/** The store contract about the rotation of a refresh token, which `keep` writes. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { findRecord, type StoreCase, storeWith } from './store-case.ts';

export const rotationCases: readonly StoreCase[] = [
  {
    name: 'writes the time of a rotation by its own clock, and only where the rotation is another one',
    async run({ store, other }) {
      const record = await storeWith(store);
      const turn = async (version: number, rotation: number): Promise<number> => {
        const refresh = { salt: 'c2FsdA', rotation, rotatedAt: 5 };
        const { value, now } = await store.replace({ kind: 'keep', record: { ...record, version, refresh } });
        equal(value, 'replaced');
        return now;
      };
      const rotatedAt = async (): Promise<number> => (await findRecord(other, record.sid)).refresh?.rotatedAt ?? 0;
      const turnedAt = await turn(1, 8);
      const first = await rotatedAt();
      ok(Math.abs(first - turnedAt) < 1);
      await turn(2, 8);
      equal(await rotatedAt(), first);
      await turn(3, 9);
      ok((await rotatedAt()) >= first);
    },
  },
  {
    name: 'neither gives nor takes a refresh token with keep',
    async run({ store }) {
      const without = await storeWith(store, { sid: 'without', refresh: null });
      await store.replace({ kind: 'keep', record: { ...without, refresh: { salt: 'b3RoZXI', rotation: 3, rotatedAt: 5 } } });
      equal((await findRecord(store, without.sid)).refresh, null);
      const having = await storeWith(store, { sid: 'having' });
      await store.replace({ kind: 'keep', record: { ...having, refresh: null } });
      deepEqual((await findRecord(store, having.sid)).refresh, having.refresh);
    },
  },
];
