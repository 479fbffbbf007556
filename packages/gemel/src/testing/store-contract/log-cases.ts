/** The store contract about reading the log: order, pages, snapshots, pruning and waiting. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { MOST_PARTITIONS } from '@gemel/protocol';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { readCursor, readEntries, readPages, recordFor, RETENTION, type StoreCase } from './store-case.ts';

/** Writes an entry by ending a session named from `random`. A negative retention makes it one that nobody needs any more. */
async function endOne(store: SessionStore, random: string, retention: number = RETENTION): Promise<void> {
  const record = recordFor(store, { sid: random });
  await store.insert(record, 0);
  equal((await store.replace({ kind: 'end', record, reason: 'revoked', retention })).value, 'replaced');
}

/** Writes many entries, quickly. */
async function writeMany(store: SessionStore, prefix: string, count: number): Promise<readonly string[]> {
  const { now } = await store.find('unknown');
  const names = Array.from({ length: count }, (_, index) => store.nameSession('alice', `${prefix}-${index}`));
  await store.announce(names.map((sid) => ({ kind: 'session', sid, generation: 2, until: now + RETENTION })));
  return names;
}

async function namesAfter(store: SessionStore, after?: string): Promise<readonly string[]> {
  return (await readEntries(store, after)).map((entry) => (entry.kind === 'session' ? entry.sid : entry.kid));
}

/** The names that `endOne` gives. */
function namesFrom(store: SessionStore, randoms: readonly string[]): readonly string[] {
  return randoms.map((random) => store.nameSession('alice', random));
}

export const logCases: readonly StoreCase[] = [
  {
    name: 'begins with a snapshot and goes on after its cursor',
    async run({ store, other }) {
      const first = await store.readLog(undefined);
      const { entries, isSnapshot, hasMore, partitions = 1 } = first.value;
      deepEqual({ entries, isSnapshot, hasMore }, { entries: [], isSnapshot: true, hasMore: false });
      ok(partitions >= 1 && partitions <= MOST_PARTITIONS);
      const next = await other.readLog(first.value.cursor);
      deepEqual(next.value, { ...first.value, isSnapshot: false });
    },
  },
  {
    name: 'gives each entry once, in the order written, over several handles',
    async run({ store, other }) {
      let cursor = await readCursor(store);
      const read: string[] = [];
      for (let index = 0; index < 12; index += 1) {
        await endOne(index % 3 === 0 ? other : store, `s-${index}`);
        if (index % 2 === 0) continue;
        const { value } = await (index % 4 === 1 ? other : store).readLog(cursor);
        equal(value.isSnapshot, false);
        read.push(...value.entries.map((entry) => (entry.kind === 'session' ? entry.sid : '')));
        cursor = value.cursor;
      }
      const all = namesFrom(
        store,
        Array.from({ length: 12 }, (_, index) => `s-${index}`),
      );
      deepEqual(read, all);
      deepEqual(await namesAfter(other), all);
    },
  },
  {
    name: 'gives a long log in bounded pages, as a snapshot or from a cursor',
    async run({ store, other }) {
      const before = await readCursor(store);
      const names = await writeMany(store, 'many', 2500);
      for (const after of [undefined, before]) {
        const pages = await readPages(other, after);
        ok(pages.length > 1 && pages.every((page) => page.entries.length <= 1000));
        ok(pages.every((page) => page.isSnapshot === (after === undefined)));
        deepEqual(
          pages.flatMap((page) => page.entries).map((entry) => (entry.kind === 'session' ? entry.sid : '')),
          names,
        );
        deepEqual(await namesAfter(store, pages.at(-1)?.cursor), []);
      }
    },
  },
  {
    name: 'shows in a snapshot under way what is written meanwhile',
    async run({ store, other }) {
      await writeMany(store, 'many', 1500);
      const { value: first } = await store.readLog(undefined);
      equal(first.hasMore, true);
      await endOne(other, 'late');
      ok((await namesAfter(store, first.cursor)).includes(store.nameSession('alice', 'late')));
      equal((await readPages(store, first.cursor)).at(-1)?.isSnapshot, true);
    },
  },
  {
    name: 'answers a cursor that it did not give with a snapshot',
    async run({ store }) {
      await endOne(store, 'one');
      const { value } = await store.readLog(undefined);
      const foreign = [
        '',
        'x',
        '0',
        '1',
        `${value.cursor}0`,
        `x${value.cursor}`,
        `${value.epoch}.999999`,
        `${value.epoch}.1.`,
        `${value.epoch}.7.`,
      ];
      for (const cursor of foreign) {
        const page = (await store.readLog(cursor)).value;
        deepEqual({ ...page, entries: page.entries.length }, { ...value, entries: 1 }, `cursor ${cursor}`);
      }
    },
  },
  {
    name: 'leaves out of a snapshot what is past its time, and never a retired key',
    async run({ store }) {
      await endOne(store, 'past', -1);
      await store.keys.retire('k-1');
      await endOne(store, 'live');
      deepEqual(await namesAfter(store), ['k-1', ...namesFrom(store, ['live'])]);
      await store.deleteExpired(RETENTION);
      deepEqual(await namesAfter(store), ['k-1', ...namesFrom(store, ['live'])]);
    },
  },
  {
    name: 'answers a cursor behind what was deleted with a snapshot, never with a gap',
    async run({ store, other }) {
      const cursor = await readCursor(other);
      await endOne(store, 'past', -1);
      await endOne(store, 'live');
      await store.deleteExpired(RETENTION);
      const { value } = await other.readLog(cursor);
      equal(value.isSnapshot, true);
      deepEqual(await namesAfter(other, cursor), namesFrom(store, ['live']));
      equal((await other.readLog(value.cursor)).value.isSnapshot, false);
    },
  },
  {
    name: 'does not hide a revocation behind the position of a deleted one',
    async run({ store, other }) {
      await endOne(store, 'past-1', -1);
      await endOne(store, 'past-2', -1);
      const cursor = await readCursor(other);
      await store.deleteExpired(RETENTION);
      await endOne(store, 'live');
      deepEqual(await namesAfter(other, cursor), namesFrom(store, ['live']));
      await endOne(store, 'past-3', -1);
      const later = await readCursor(other);
      await store.deleteExpired(RETENTION);
      await store.deleteExpired(RETENTION);
      await endOne(store, 'live-2');
      ok((await namesAfter(other, later)).includes(store.nameSession('alice', 'live-2')));
    },
  },
  {
    name: 'does not wait for news that is there, nor after an abort',
    async run({ store }) {
      const cursor = await readCursor(store);
      await store.waitForNews(cursor, { waitMs: 60_000, signal: AbortSignal.abort() });
      const controller = new AbortController();
      const waiting = store.waitForNews(cursor, { waitMs: 60_000, signal: controller.signal });
      controller.abort();
      await waiting;
      await endOne(store, 'one');
      await store.waitForNews(cursor, { waitMs: 60_000 });
      await store.waitForNews('of another store', { waitMs: 60_000 });
    },
  },
  {
    name: 'wakes those who wait, whoever wrote, and when the time has passed',
    async run({ store, other }) {
      const cursor = await readCursor(store);
      const own = store.waitForNews(cursor, { waitMs: 60_000 });
      const others = [1, 2, 3].map(() => other.waitForNews(cursor, { waitMs: 60_000 }));
      await endOne(store, 'one');
      await Promise.all([own, ...others]);
      deepEqual(await namesAfter(other, cursor), namesFrom(store, ['one']));
      await store.waitForNews(await readCursor(store), { waitMs: 5 });
      const retired = other.waitForNews(await readCursor(other), { waitMs: 60_000 });
      await store.keys.retire('k-1');
      await retired;
    },
  },
  {
    name: 'wakes those who wait when it is closed',
    async run({ store }) {
      const waiting = store.waitForNews(await readCursor(store), { waitMs: 60_000 });
      await store.close();
      await waiting;
    },
  },
];
