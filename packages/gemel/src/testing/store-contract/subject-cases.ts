/** The store contract about all sessions of a subject, and sign-ins that race with their end. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { NEVER } from '@gemel/protocol';
import type { SessionStore } from '../../core/ports/session-store.ts';
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

async function sidsOf(store: SessionStore, subject: string): Promise<readonly string[]> {
  return (await store.listBySubject(subject)).value.map(({ sid }) => sid);
}

const endAll = (subject: string, except?: string): Parameters<SessionStore['endSubject']>[0] => ({
  subject,
  reason: 'subject_revoked',
  retention: RETENTION,
  ...(except === undefined ? {} : { except }),
});

export const subjectCases: readonly StoreCase[] = [
  {
    name: 'lists the sessions of a subject that have not ended, expired ones included, newest first',
    async run({ store, other }) {
      await store.insert(recordFor(store, { sid: 'old', createdAt: 100 }), 0);
      await store.insert(recordFor(store, { sid: 'new', createdAt: 300.5 }), 0);
      await store.insert(recordFor(store, { sid: 'expired', createdAt: 200, overallDeadline: 201 }), 0);
      const ended = recordFor(store, { sid: 'ended', createdAt: 250 });
      await store.insert(ended, 0);
      await store.replace({ kind: 'end', record: ended, reason: 'revoked', retention: RETENTION });
      await store.insert(recordFor(store, { sid: 'of-another', subject: 'bob' }), 0);
      const names = ['new', 'expired', 'old'].map((random) => store.nameSession('alice', random));
      deepEqual(await sidsOf(other, 'alice'), names);
      deepEqual(await sidsOf(other, 'nobody'), []);
    },
  },
  {
    name: 'refuses an insert of an older version of the subject, and stores nothing',
    async run({ store, other }) {
      equal((await store.subjectVersion('alice')).value, 0);
      const { value: raised } = await other.raiseSubject('alice');
      equal((await store.subjectVersion('alice')).value, raised);
      for (const another of [raised - 1, raised + 1]) equal((await store.insert(recordFor(store), another)).value, 'subject_changed');
      deepEqual(await sidsOf(store, 'alice'), []);
      equal((await store.insert(recordFor(store), raised)).value, 'inserted');
    },
  },
  {
    name: "tells with an insert the subject's version as it stands, whether it went through or not",
    async run({ store, other }) {
      equal((await store.insert(recordFor(store, { sid: 'first' }), 0)).subjectVersion, 0);
      equal((await store.insert(recordFor(store, { sid: 'wrong' }), 7)).subjectVersion, 0);
      const { value: raised } = await other.raiseSubject('alice');
      equal((await store.insert(recordFor(store, { sid: 'late' }), 0)).subjectVersion, raised);
      equal((await store.insert(recordFor(store, { sid: 'second' }), raised)).subjectVersion, raised);
    },
  },
  {
    name: "raises a subject's version by one, and with the end of all to its microseconds: none comes again that a failover has set back",
    async run({ store, other }) {
      equal((await store.raiseSubject('alice')).value, 1);
      equal((await other.raiseSubject('alice')).value, 2);
      const { now } = await store.endSubject(endAll('alice'));
      const { value: ended } = await other.subjectVersion('alice');
      ok(Math.abs(ended / 1_000_000 - now) < 1);
      equal((await store.raiseSubject('alice')).value, ended + 1);
      await other.endSubject(endAll('alice'));
      ok((await store.subjectVersion('alice')).value > ended + 1);
    },
  },
  {
    name: "ends nothing when a subject's version is raised",
    async run({ store }) {
      const record = recordFor(store);
      await store.insert(record, 0);
      await store.raiseSubject('alice');
      deepEqual(await findRecord(store, record.sid), record);
      deepEqual(await readEntries(store), []);
    },
  },
  {
    name: 'ends all sessions of a subject with their entries, and raises its version',
    async run({ store, other }) {
      await store.insert(recordFor(store, { sid: 'one' }), 0);
      await store.insert(recordFor(store, { sid: 'two' }), 0);
      await store.insert(recordFor(store, { sid: 'expired', overallDeadline: 1_000_000_001 }), 0);
      await store.insert(recordFor(store, { sid: 'of-another', subject: 'bob' }), 0);
      const cursor = await readCursor(other);
      const { value, now } = await store.endSubject(endAll('alice'));
      const names = ['expired', 'one', 'two'].map((random) => store.nameSession('alice', random)).sort();
      deepEqual([...value].sort(), names);
      ok((await other.subjectVersion('alice')).value > 0);
      for (const sid of value) {
        const { version, endedAt, endReason } = await findRecord(other, sid);
        deepEqual({ version, endReason }, { version: 2, endReason: 'subject_revoked' });
        ok(endedAt !== null && Math.abs(endedAt - now) < 1);
      }
      const entries = await readEntries(other, cursor);
      deepEqual(entries.map((entry) => (entry.kind === 'session' ? entry.sid : '')).sort(), names);
      ok(entries.every((entry) => entry.kind === 'session' && entry.generation === NEVER && Math.abs(entry.until - now - RETENTION) < 1));
      deepEqual(await sidsOf(other, 'bob'), [store.nameSession('bob', 'of-another')]);
      equal((await other.subjectVersion('bob')).value, 0);
    },
  },
  {
    name: 'leaves the excepted session standing, and stops sign-ins under way all the same',
    async run({ store }) {
      const mine = recordFor(store, { sid: 'mine' });
      const another = recordFor(store, { sid: 'other' });
      for (const record of [mine, another]) await store.insert(record, 0);
      deepEqual((await store.endSubject(endAll('alice', mine.sid))).value, [another.sid]);
      deepEqual(await findRecord(store, mine.sid), mine);
      deepEqual((await readEntries(store)).length, 1);
      equal((await store.insert(recordFor(store, { sid: 'late' }), 0)).value, 'subject_changed');
    },
  },
  {
    name: `leaves no live session of an older version when ${RACERS} sign-ins race with the end of all`,
    async run({ store, other, raceRounds = RACE_ROUNDS }) {
      for (let round = 0; round < raceRounds; round += 1) {
        const subject = `racer-${round}`;
        const cursor = await readCursor(store);
        const read = new Map<string, number>();
        const signIn = async (index: number): Promise<unknown> => {
          const node = index % 2 === 0 ? store : other;
          const sid = store.nameSession(subject, `${subject}-${index}`);
          const version = index % 3 === 0 ? 0 : (await node.subjectVersion(subject)).value;
          read.set(sid, version);
          return node.insert(recordFor(store, { sid, subject }), version);
        };
        const ending = round % RACERS;
        await race(
          round,
          Array.from({ length: RACERS }, (_, index) => () => (index === ending ? other.endSubject(endAll(subject)) : signIn(index))),
        );
        const { value: last } = await store.subjectVersion(subject);
        ok(last > 0);
        for (const sid of await sidsOf(store, subject)) equal(read.get(sid), last, `${sid} began before the end and outlived it`);
        const announced = new Set((await readEntries(other, cursor)).map((entry) => (entry.kind === 'session' ? entry.sid : '')));
        const early = [...read].filter(([, version]) => version === 0).map(([sid]) => sid);
        const found = await Promise.all(early.map(async (sid) => ({ sid, record: (await store.find(sid)).value })));
        for (const { sid, record } of found) ok(record === undefined || announced.has(sid), `${sid} ended without an entry`);
      }
    },
  },
  {
    name: 'never takes one subject for another, whatever they are called (S06)',
    async run({ store }) {
      const subjects = [...hostileTexts, 'a', 'a\ud800', 'a\ud801', 'a\ufffd', 'A', 'a '];
      for (const [index, subject] of subjects.entries()) await store.insert(recordFor(store, { sid: `of-${index}`, subject }), 0);
      for (const [index, subject] of subjects.entries()) {
        deepEqual((await store.endSubject(endAll(subject))).value, [store.nameSession(subject, `of-${index}`)]);
        ok((await store.subjectVersion(subject)).value > 0);
      }
    },
  },
];
