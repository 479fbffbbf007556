/** The store contract about floors that a reader announces again after a failover. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { NEVER, type SessionRevocation } from '@gemel/protocol';
import { findRecord, readEntries, recordFor, RETENTION, type StoreCase } from './store-case.ts';

export const announceCases: readonly StoreCase[] = [
  {
    name: 'ends a session that stands below an announced floor, since the change itself was lost',
    async run({ store, other }) {
      const { now } = await store.find('unknown');
      const ended = recordFor(store, { sid: 'ended', overallDeadline: now + 5000 });
      const changed = recordFor(store, { sid: 'changed', overallDeadline: now + 5000, generation: 2 });
      for (const record of [ended, changed]) await store.insert(record, 0);
      await other.announce([
        { kind: 'session', sid: ended.sid, generation: NEVER, until: now + 100 },
        { kind: 'session', sid: changed.sid, generation: 3, until: now + 100 },
      ]);
      for (const { sid } of [ended, changed]) {
        const { endedAt, endReason, version } = await findRecord(store, sid);
        ok(endedAt !== null && endedAt >= now);
        deepEqual({ endReason, version }, { endReason: 'change_lost', version: 2 });
      }
      const entries = (await readEntries(store)).filter((entry) => entry.kind === 'session');
      deepEqual(
        entries.map(({ sid, generation }) => ({ sid, generation })),
        [
          { sid: ended.sid, generation: NEVER },
          { sid: changed.sid, generation: NEVER },
        ],
      );
      ok(
        entries.every(({ until }) => until >= now + 5000),
        'tokens of a lost generation live as long as the session may',
      );
    },
  },
  {
    name: 'leaves a session that stands at the announced floor or above, and writes the floor',
    async run({ store }) {
      const { now } = await store.find('unknown');
      const records = [recordFor(store, { sid: 'at', generation: 3 }), recordFor(store, { sid: 'above', generation: 4 })];
      for (const record of records) await store.insert(record, 0);
      const sids = [...records.map(({ sid }) => sid), store.nameSession('alice', 'unknown')];
      const floors: SessionRevocation[] = sids.map((sid) => ({
        kind: 'session',
        sid,
        generation: 3,
        until: now + 100,
      }));
      await store.announce(floors);
      for (const record of records) deepEqual(await findRecord(store, record.sid), record);
      deepEqual(await readEntries(store), floors);
    },
  },
  {
    name: 'writes no floor that the log has already, or that nobody needs any more',
    async run({ store, other }) {
      const { now } = await store.find('unknown');
      const floor: SessionRevocation = { kind: 'session', sid: 's', generation: 5, until: now + RETENTION };
      await store.announce([floor, floor]);
      await other.announce([floor, { ...floor, generation: 4 }, { ...floor, until: now + 100 }, { ...floor, sid: 'past', until: now - 1 }]);
      deepEqual(await readEntries(other), [floor]);
      const longer = { ...floor, until: now + 2 * RETENTION };
      const higher = { ...floor, generation: 6 };
      await other.announce([longer, higher]);
      deepEqual(await readEntries(store), [floor, longer, higher]);
    },
  },
  {
    name: 'takes many floors at once',
    async run({ store }) {
      const { now } = await store.find('unknown');
      const floors: SessionRevocation[] = Array.from({ length: 1300 }, (_, index) => ({
        kind: 'session',
        sid: store.nameSession('alice', `s-${index}`),
        generation: NEVER,
        until: now + RETENTION,
      }));
      await store.announce(floors);
      await store.announce([]);
      equal((await readEntries(store)).length, 1300);
    },
  },
];
