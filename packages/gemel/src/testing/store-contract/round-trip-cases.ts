/** The store contract about values: what goes in comes out, and text never becomes structure. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { type JsonValue, NEVER } from '@gemel/protocol';
import { findRecord, hostileTexts, readEntries, recordFor, RETENTION, type StoreCase } from './store-case.ts';

export const roundTripCases: readonly StoreCase[] = [
  {
    name: 'gives back every text as it was, in every field and as a name (S06)',
    async run({ store, other }) {
      for (const [index, text] of hostileTexts.entries()) {
        // `fromEntries` makes a property of its own even of __proto__.
        const named: JsonValue = Object.fromEntries([[text, { [`${text}.`]: [text] }]]);
        const record = recordFor(store, {
          sid: `sid-${index}-${text}`,
          subject: text,
          clientId: text,
          secretHash: text,
          refresh: { salt: text, rotation: 0, rotatedAt: null },
          authentication: { time: 1_000_000_000, amr: [text], acr: text },
          roles: [text],
          permissions: [text, ''],
          claims: Object.fromEntries([[text, named]]),
          act: index % 2 === 0 ? { sub: text, sid: text } : null,
          jkt: index % 2 === 0 ? null : text,
          client: { userAgent: text, address: text, label: text },
          data: named,
        });
        equal((await store.insert(record, 0)).value, 'inserted');
        deepEqual(await findRecord(other, record.sid), record);
        await store.replace({ kind: 'supersede', record, retention: RETENTION });
        deepEqual(await findRecord(other, record.sid), { ...record, version: 2 });
        await store.replace({ kind: 'keep', record: { ...record, version: 2 } });
        deepEqual(await findRecord(other, record.sid), { ...record, version: 3 });
        const entries = await readEntries(other);
        ok(entries.some((entry) => entry.kind === 'session' && entry.sid === record.sid));
      }
    },
  },
  {
    name: 'does not find a session by a name that only begins like it (S06)',
    async run({ store }) {
      const record = recordFor(store, { sid: 'abc' });
      await store.insert(record, 0);
      const { sid } = record;
      const first = sid.charAt(0);
      for (const other of [`${sid}\0`, `${sid}\0def`, `${first}b`, `${first}BC`, `${sid} `, `${sid}\ud800`, '%', `${first}_c`]) {
        equal((await store.find(other)).value, undefined);
      }
    },
  },
  {
    name: 'gives back large data, deep data and odd numbers',
    async run({ store }) {
      let deep: JsonValue = 0;
      for (let level = 0; level < 200; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
      const record = recordFor(store, {
        version: 4_000_000_000_000,
        generation: NEVER - 1,
        refresh: { salt: 'c2FsdA', rotation: 3_000_000_000, rotatedAt: 0.1 },
        lastSeenAt: 1_799_999_999.123,
        createdAt: -1.5,
        permissions: Array.from({ length: 5000 }, (_, index) => `permission:${index}`),
        claims: { numbers: [0, 0.1, -1e-7, 1e300, 9_007_199_254_740_991], flags: [true, false, null], empty: [{}, [], ''] },
        data: { large: 'é'.repeat(500_000), deep },
        dataVersion: NEVER,
      });
      await store.insert(record, 0);
      deepEqual(await findRecord(store, record.sid), record);
    },
  },
];
