/** The store contract about the sessions of everybody: paged, ended together, and sign-ins that race with their end. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { NEVER } from '@gemel/protocol';
import type { SessionStore } from '../../core/ports/session-store.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import {
  findRecord,
  hostileTexts,
  race,
  RACE_ROUNDS,
  RACERS,
  readCursor,
  readEntries,
  recordFor,
  RETENTION,
  type StoreCase,
} from './store-case.ts';

async function pagesOf(store: SessionStore, limit: number): Promise<readonly (readonly SessionRecord[])[]> {
  const pages: (readonly SessionRecord[])[] = [];
  let after: string | undefined;
  do {
    const { records, next } = (await store.list({ after, limit })).value;
    pages.push(records);
    after = next;
  } while (after !== undefined);
  return pages;
}

async function everybody(store: SessionStore, limit = 100): Promise<readonly string[]> {
  return [...new Set((await pagesOf(store, limit)).flat().map(({ sid }) => sid))];
}

/** Inserts so many sessions of as many subjects, and returns their `sid`s. */
async function fill(store: SessionStore, count: number): Promise<readonly string[]> {
  const records = Array.from({ length: count }, (_, index) =>
    recordFor(store, { sid: `session-${index}`, subject: `subject-${index % 7}` }),
  );
  for (const record of records) equal((await store.insert(record, 0)).value, 'inserted');
  return records.map(({ sid }) => sid);
}

const ending = (sids: readonly string[]): Parameters<SessionStore['endSessions']>[0] => ({ sids, reason: 'revoked', retention: RETENTION });

export const everybodyCases: readonly StoreCase[] = [
  {
    name: 'lists the sessions of everybody that have not ended, expired ones included, whole records',
    async run({ store, other }) {
      deepEqual((await store.list({ limit: 10 })).value, { records: [], next: undefined });
      const mine = recordFor(store, { sid: 'mine' });
      const expired = recordFor(store, { sid: 'expired', subject: 'bob', overallDeadline: 1_000_000_001 });
      const ended = recordFor(store, { sid: 'ended', subject: 'carol' });
      for (const record of [mine, expired, ended]) await store.insert(record, 0);
      await store.replace({ kind: 'end', record: ended, reason: 'revoked', retention: RETENTION });
      const { value } = await other.list({ limit: 10 });
      deepEqual(
        new Map(value.records.map((record) => [record.sid, record])),
        new Map([mine, expired].map((record) => [record.sid, record])),
      );
      equal(value.next, undefined);
    },
  },
  {
    name: 'pages through all of them: no page is longer than was asked for, and whatever stands is in one',
    async run({ store, other }) {
      const sids = await fill(store, 260);
      for (const limit of [1, 7, 100, 200]) {
        const pages = await pagesOf(other, limit);
        ok(pages.every((page) => page.length <= limit));
        deepEqual([...new Set(pages.flat().map(({ sid }) => sid))].sort(), [...sids].sort());
      }
    },
  },
  {
    name: 'shows on its pages whatever stands from the first to the last, while others come, end and are used',
    async run({ store, other }) {
      const sids = await fill(store, 210);
      const seen = new Set<string>();
      let after: string | undefined;
      for (let turn = 0; turn === 0 || after !== undefined; turn += 1) {
        const { records, next } = (await store.list({ after, limit: 20 })).value;
        for (const { sid } of records) seen.add(sid);
        after = next;
        await other.endSessions(ending(sids.slice(turn, turn + 1)));
        await other.insert(recordFor(other, { sid: `late-${turn}` }), 0);
        await other.touch(sids.map((sid) => ({ sid, lastSeenAt: 1_000_000_100 + turn, inactivityDeadline: 3_999_000_100 + turn })));
        const record = await findRecord(store, sids.at(-1 - turn) ?? '');
        await other.replace({ kind: 'supersede', record: { ...record, generation: 2 }, retention: RETENTION });
      }
      const standing = new Set(await everybody(store));
      for (const sid of sids) ok(seen.has(sid) || !standing.has(sid), `${sid} stands and was on no page`);
    },
  },
  {
    name: 'refuses a place to go on from that no page has named',
    async run({ store }) {
      for (const after of ['', '0x1', '-1', '1e3', '99999999999999999999', '1.2', '../..', 'a.b.c', '0.99999999999999999999.']) {
        await rejects(store.list({ after, limit: 10 }), { code: 'request_malformed' }, after);
      }
    },
  },
  {
    name: 'ends sessions of several subjects with their entries, those that stand and no others',
    async run({ store, other }) {
      const sids = await fill(store, 30);
      const gone = await findRecord(store, sids[0] ?? '');
      await store.replace({ kind: 'end', record: gone, reason: 'signed_out', retention: RETENTION });
      const cursor = await readCursor(other);
      const asked = [...sids.slice(0, 20), sids[5] ?? '', store.nameSession('nobody', 'never-was')];
      const { value, now } = await other.endSessions({ ...ending(asked), receipt: 'a receipt' });
      deepEqual([...value].sort(), sids.slice(1, 20).sort());
      for (const sid of value) {
        const { version, endedAt, endReason } = await findRecord(store, sid);
        deepEqual({ version, endReason }, { version: 2, endReason: 'revoked' });
        ok(endedAt !== null && Math.abs(endedAt - now) < 1);
      }
      equal((await findRecord(store, gone.sid)).endReason, 'signed_out');
      const entries = await readEntries(store, cursor);
      deepEqual(entries.map((entry) => (entry.kind === 'session' ? entry.sid : '')).sort(), [...value].sort());
      ok(entries.every((entry) => entry.receipt === 'a receipt' && entry.kind === 'session' && entry.generation === NEVER));
      deepEqual([...(await everybody(store))].sort(), sids.slice(20).sort());
      deepEqual((await store.endSessions(ending(asked))).value, []);
      deepEqual((await store.endSessions(ending([]))).value, []);
    },
  },
  {
    name: 'stops the sign-ins of everybody that are under way, and ends nothing by it',
    async run({ store, other }) {
      const [sid = ''] = await fill(store, 1);
      const { value: alice } = await store.raiseSubject('alice');
      const { value: lowest, now } = await other.raiseEveryone();
      ok(lowest / 1_000_000 > now - 1);
      deepEqual(await readEntries(store), []);
      equal((await findRecord(store, sid)).endedAt, null);
      for (const [subject, version] of [
        ['alice', alice],
        ['bob', 0],
      ] as const) {
        const late = await store.insert(recordFor(store, { sid: `late-${subject}`, subject }), version);
        equal(late.value, 'subject_changed');
        ok(late.subjectVersion >= lowest);
        equal((await other.subjectVersion(subject)).value, late.subjectVersion);
        equal((await store.insert(recordFor(store, { sid: `new-${subject}`, subject }), late.subjectVersion)).value, 'inserted');
        equal((await other.raiseSubject(subject)).value, late.subjectVersion + 1);
      }
      ok((await store.raiseEveryone()).value > lowest);
      await store.endSubject({ subject: 'carol', reason: 'subject_revoked', retention: RETENTION });
      const { value: carol } = await store.subjectVersion('carol');
      ok((await store.raiseEveryone()).value < (await store.subjectVersion('carol')).value);
      ok(carol < (await store.subjectVersion('carol')).value);
    },
  },
  {
    name: 'takes no subject for everybody, whatever it is called (S06)',
    async run({ store }) {
      for (const subject of [...hostileTexts, '"', '*', 'everyone']) await store.raiseSubject(subject);
      equal((await store.subjectVersion('bob')).value, 0);
    },
  },
  {
    name: `shows on its pages every session of an older version when ${RACERS} sign-ins race with the end of everybody`,
    async run({ store, other, raceRounds = RACE_ROUNDS }) {
      for (let round = 0; round < raceRounds; round += 1) {
        const read = new Map<string, number>();
        const subjectOf = (index: number): string => `racer-${round}-${index % 9}`;
        const signIn = async (index: number): Promise<void> => {
          const node = index % 2 === 0 ? store : other;
          const subject = subjectOf(index);
          const sid = store.nameSession(subject, `racer-${round}-${index}`);
          const { value: version } = await node.subjectVersion(subject);
          if ((await node.insert(recordFor(store, { sid, subject }), version)).value === 'inserted') read.set(sid, version);
        };
        const raising = round % RACERS;
        let lowest = 0;
        let listed: readonly string[] = [];
        const endEverybody = async (): Promise<void> => {
          ({ value: lowest } = await other.raiseEveryone());
          listed = await everybody(other, 50);
          await other.endSessions(ending(listed));
        };
        await race(
          round,
          Array.from({ length: RACERS }, (_, index) => () => (index === raising ? endEverybody() : signIn(index))),
        );
        for (const sid of await everybody(store)) ok((read.get(sid) ?? 0) >= lowest, `${sid} began before the end and outlived it`);
        await store.endSessions(ending(await everybody(store)));
      }
    },
  },
];
