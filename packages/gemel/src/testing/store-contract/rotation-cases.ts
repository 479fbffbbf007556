/** The store contract about the rotation of a refresh token, which `keep` and `rotate` write. */
import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import type { SessionStore } from '../../core/ports/session-store.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { aSessionRecord } from '../a-session-record.ts';
import { findRecord, readCursor, readEntries, RETENTION, type StoreCase, storeWith } from './store-case.ts';

export const rotationCases: readonly StoreCase[] = [
  {
    name: 'writes the time of a rotation by its own clock, and only where the rotation is another one',
    async run({ store, other }) {
      for (const kind of ['keep', 'rotate'] as const) await turnsByItsOwnClock(kind, store, other);
    },
  },
  {
    name: 'writes with rotate the rotation and the activity alone, and no entry',
    async run({ store, other }) {
      const record = await storeWith(store, { data: { cart: [1] }, dataVersion: 3, client: { label: 'phone' } });
      const cursor = await readCursor(store);
      const refresh = { salt: 'b3RoZXI', rotation: 8, rotatedAt: 5 };
      const given = aSessionRecord({ sid: record.sid, version: 1, refresh, roles: ['admin'], lastSeenAt: 1_700_000_000.5, data: null });
      const { value, now } = await store.replace({ kind: 'rotate', record: { ...given, inactivityDeadline: 3_999_500_000 } });
      equal(value, 'replaced');
      const found = await findRecord(other, record.sid);
      const rotatedAt = found.refresh?.rotatedAt ?? 0;
      ok(Math.abs(rotatedAt - now) < 1);
      const activity = { lastSeenAt: 1_700_000_000.5, inactivityDeadline: 3_999_500_000 };
      deepEqual(found, { ...record, ...activity, version: 2, refresh: { salt: 'c2FsdA', rotation: 8, rotatedAt } });
      deepEqual(await readEntries(other, cursor), []);
    },
  },
  {
    name: 'never lets activity fall with rotate',
    async run({ store }) {
      const record = await storeWith(store);
      const early = { lastSeenAt: record.lastSeenAt - 9, inactivityDeadline: record.inactivityDeadline - 9 };
      await store.replace({ kind: 'rotate', record: { ...record, ...early } });
      const { lastSeenAt, inactivityDeadline } = await findRecord(store, record.sid);
      deepEqual({ lastSeenAt, inactivityDeadline }, { lastSeenAt: record.lastSeenAt, inactivityDeadline: record.inactivityDeadline });
    },
  },
  {
    name: 'rotates no session that is gone, has ended, has expired, has another version, or has no refresh token',
    async run({ store, other }) {
      const record = await storeWith(store);
      const rotate = async (given: SessionRecord): Promise<string> => (await other.replace({ kind: 'rotate', record: given })).value;
      equal(await rotate({ ...record, sid: store.nameSession(record.subject, 'unknown') }), 'conflict');
      equal(await rotate({ ...record, version: 2 }), 'conflict');
      equal(await rotate(await storeWith(store, { sid: 'expired', inactivityDeadline: 1_000_000_001 })), 'conflict');
      const without = await storeWith(store, { sid: 'without', refresh: null });
      equal(await rotate({ ...without, refresh: { salt: 'b3RoZXI', rotation: 3, rotatedAt: 5 } }), 'conflict');
      equal((await findRecord(store, without.sid)).refresh, null);
      await store.replace({ kind: 'end', record, reason: 'revoked', retention: RETENTION });
      equal(await rotate({ ...record, version: 2 }), 'conflict');
      notEqual((await findRecord(store, record.sid)).endedAt, null);
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

async function turnsByItsOwnClock(kind: 'keep' | 'rotate', store: SessionStore, other: SessionStore): Promise<void> {
  const record = await storeWith(store, { sid: kind });
  const turn = async (version: number, rotation: number): Promise<number> => {
    const refresh = { salt: 'c2FsdA', rotation, rotatedAt: 5 };
    const { value, now } = await store.replace({ kind, record: { ...record, version, refresh } });
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
}
