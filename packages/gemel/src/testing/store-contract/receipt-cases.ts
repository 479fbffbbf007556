/** The store contract about what an entry carries for whoever waits for it, and what a change says of itself. */
import { deepEqual, equal } from 'node:assert/strict';
import { NEVER } from '@gemel/protocol';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { hostileTexts, readCursor, readEntries, recordFor, RETENTION, type StoreCase } from './store-case.ts';

async function receiptsAfter(store: SessionStore, after: string): Promise<readonly (string | undefined)[]> {
  return (await readEntries(store, after)).map(({ receipt }) => receipt);
}

export const receiptCases: readonly StoreCase[] = [
  {
    name: 'writes the receipt of a change with its entry, and none where there is none',
    async run({ store, other }) {
      const cursor = await readCursor(other);
      const one = recordFor(store, { sid: 'one', generation: 2 });
      const two = recordFor(store, { sid: 'two' });
      for (const record of [one, two]) await store.insert(record, 0);
      await store.replace({ kind: 'supersede', record: one, retention: RETENTION, receipt: 'r-1' });
      await store.replace({ kind: 'supersede', record: { ...one, version: 2 }, retention: RETENTION });
      await store.replace({ kind: 'end', record: { ...one, version: 3 }, reason: 'revoked', retention: RETENTION, receipt: 'r-2' });
      await store.replace({ kind: 'end', record: two, reason: 'revoked', retention: RETENTION });
      const entries = await readEntries(other, cursor);
      deepEqual(
        entries.map((entry) => (entry.kind === 'session' ? [entry.sid, entry.generation, entry.receipt] : [])),
        [
          [one.sid, 2, 'r-1'],
          [one.sid, 2, undefined],
          [one.sid, NEVER, 'r-2'],
          [two.sid, NEVER, undefined],
        ],
      );
      deepEqual(
        entries.map((entry) => 'receipt' in entry),
        [true, false, true, false],
      );
    },
  },
  {
    name: "writes the receipt with each entry of a subject's end, and with the retirement of a key",
    async run({ store, other }) {
      for (const sid of ['one', 'two']) await store.insert(recordFor(store, { sid }), 0);
      const cursor = await readCursor(other);
      await store.endSubject({ subject: 'alice', reason: 'subject_revoked', retention: RETENTION, receipt: 'r-1' });
      deepEqual(await receiptsAfter(other, cursor), ['r-1', 'r-1']);
      const later = await readCursor(other);
      await other.keys.retire('k-1', 'r-2');
      await other.keys.retire('k-1', 'r-3');
      await other.keys.retire('k-2');
      deepEqual(await receiptsAfter(store, later), ['r-2', undefined]);
    },
  },
  {
    name: 'gives back a receipt of whatever text, also in a snapshot (S06)',
    async run({ store, other }) {
      const receipt = hostileTexts.join('|');
      const record = recordFor(store);
      await store.insert(record, 0);
      await store.replace({ kind: 'end', record, reason: 'revoked', retention: RETENTION, receipt });
      deepEqual(
        (await readEntries(other)).map((entry) => entry.receipt),
        [receipt],
      );
    },
  },
  {
    name: 'says of each change whether a second machine holds it',
    async run({ store }) {
      const record = recordFor(store);
      await store.insert(record, 0);
      const answers = [
        await store.replace({ kind: 'keep', record }),
        await store.replace({ kind: 'supersede', record: { ...record, version: 2 }, retention: RETENTION }),
        await store.replace({ kind: 'end', record: { ...record, version: 3 }, reason: 'revoked', retention: RETENTION }),
        await store.endSubject({ subject: record.subject, reason: 'revoked', retention: RETENTION }),
        await store.keys.retire('k-1'),
      ];
      for (const { isReplicated } of answers) equal(typeof isReplicated, 'boolean');
    },
  },
  {
    name: 'says whether a key was retired now or before',
    async run({ store, other }) {
      equal((await store.keys.retire('k-1')).value, 'retired');
      equal((await other.keys.retire('k-1')).value, 'already_retired');
    },
  },
];
