/** The store contract about epochs, and about the names that a store gives to sessions. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { isSid, NEVER, partitionOf } from '@gemel/protocol';
import { findRecord, readCursor, readEntries, readPages, recordFor, RETENTION, type StoreCase } from './store-case.ts';

export const epochCases: readonly StoreCase[] = [
  {
    name: 'answers every earlier cursor with a snapshot under a new epoch once one was begun, and loses nothing (F23)',
    async run({ store, other }) {
      const record = recordFor(store);
      await store.insert(record, 0);
      await store.replace({ kind: 'end', record, reason: 'revoked', retention: RETENTION });
      await store.keys.retire('k-1');
      const cursors = [await readCursor(store), await readCursor(other)];
      const { epoch } = (await store.readLog(cursors[0])).value;
      await other.raiseEpoch();
      for (const cursor of cursors) {
        for (const node of [store, other]) {
          const pages = await readPages(node, cursor);
          ok(pages.every((page) => page.isSnapshot && page.epoch !== epoch && page.epoch === pages[0]?.epoch));
          const entries = pages.flatMap((page) => page.entries);
          // In any order: they may lie in two partitions.
          deepEqual(
            new Set(entries.map((entry) => (entry.kind === 'session' ? `${entry.sid} ${entry.generation}` : entry.kid))),
            new Set([`${record.sid} ${NEVER}`, 'k-1']),
          );
        }
      }
      const next = await readCursor(store);
      equal((await other.readLog(next)).value.isSnapshot, false);
      const { epoch: second } = (await store.readLog(next)).value;
      await store.raiseEpoch();
      const { value } = await other.readLog(next);
      equal(value.isSnapshot, true);
      ok(value.epoch !== epoch && value.epoch !== second);
      equal((await findRecord(other, record.sid)).endReason, 'revoked');
    },
  },
  {
    name: 'wakes those who wait when an epoch begins',
    async run({ store, other }) {
      const cursor = await readCursor(store);
      const waiting = [store, other].map((node) => node.waitForNews(cursor, { waitMs: 60_000 }));
      await store.raiseEpoch();
      await Promise.all(waiting);
    },
  },
  {
    name: 'names sessions such that they are found, each in the partition that its name says',
    async run({ store, other }) {
      const { partitions = 1 } = (await store.readLog(undefined)).value;
      for (const subject of ['alice', 'bob', 'carol', 'dave']) {
        const randoms = ['A0-_AAAAAAAAAAAAAAAAAA', 'zZ09-_zZ09-_zZ09-_zZ0w', '_____________________Q'].map(
          (random) => `${random.slice(0, 8)}${subject.slice(0, 3)}${random.slice(11)}`,
        );
        const sids = randoms.map((random) => store.nameSession(subject, random));
        equal(new Set(sids).size, randoms.length);
        equal(new Set(sids.map((sid) => partitionOf(sid, partitions))).size, 1, 'the sessions of a subject lie together');
        for (const [index, sid] of sids.entries()) {
          ok(isSid(sid), sid);
          equal(other.nameSession(subject, randoms[index] ?? ''), sid);
          const record = recordFor(store, { subject, sid: randoms[index] ?? '' });
          equal(record.sid, sid);
          equal((await store.insert(record, 0)).value, 'inserted');
          deepEqual(await findRecord(other, sid), record);
        }
      }
    },
  },
  {
    name: 'finds the same whichever cursor a copy would have to cover',
    async run({ store, other }) {
      const record = recordFor(store);
      await store.insert(record, 0);
      for (const covering of [await readCursor(store), await readCursor(other), 'of another store']) {
        deepEqual((await store.find(record.sid, covering)).value, record);
        equal((await store.find('unknown', covering)).value, undefined);
      }
      await other.replace({ kind: 'end', record, reason: 'revoked', retention: RETENTION });
      const covering = await readCursor(store);
      equal((await store.find(record.sid, covering)).value?.endReason, 'revoked');
      equal((await readEntries(store, covering)).length, 0);
    },
  },
];
