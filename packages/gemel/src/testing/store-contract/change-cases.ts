/** The store contract about records and the changes to one of them. */
import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { NEVER } from '@gemel/protocol';
import type { Change } from '../../core/ports/session-store.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { aSessionRecord } from '../a-session-record.ts';
import {
  findRecord,
  race,
  RACE_ROUNDS,
  RACERS,
  readCursor,
  readEntries,
  recordFor,
  RETENTION,
  storeWith,
  type StoreCase,
} from './store-case.ts';

/** Differs from `aSessionRecord` in every field but `version`, and `sid`, which a case fills in. */
const altered = aSessionRecord({
  subject: 'mallory',
  clientId: 'other',
  generation: 7,
  secretHash: 'b3RoZXI',
  refresh: { salt: 'b3RoZXI', rotation: 3, rotatedAt: 1_700_000_000.25 },
  authentication: { time: 1_700_000_000, amr: ['pwd', 'otp'], acr: 'urn:two' },
  roles: ['admin'],
  permissions: ['orders:write'],
  claims: { tenant: 'x' },
  client: { label: 'renamed' },
  createdAt: 5,
  lastSeenAt: 1_700_000_000.5,
  inactivityDeadline: 3_999_500_000,
  overallDeadline: 3_999_900_000,
  endedAt: 6,
  endReason: 'account_disabled',
  data: { cart: [1, 2] },
  dataVersion: 4,
});

const kinds = ['keep', 'supersede', 'end'] as const;

function changeOf(kind: Change['kind'], record: SessionRecord): Change {
  if (kind === 'keep') return { kind, record };
  return kind === 'supersede' ? { kind, record, retention: RETENTION } : { kind, record, reason: 'revoked', retention: RETENTION };
}

export const changeCases: readonly StoreCase[] = [
  {
    name: 'finds what was inserted, and nothing else',
    async run({ store, other }) {
      const record = await storeWith(store);
      deepEqual(await findRecord(other, record.sid), record);
      equal((await store.find('unknown')).value, undefined);
    },
  },
  {
    name: 'stamps its answers with a time that does not run backwards',
    async run({ store, other }) {
      const first = await store.find('unknown');
      const { now } = await other.insert(recordFor(store), 0);
      const last = await store.readLog(undefined);
      ok(first.now > 1_000_000_000 && now >= first.now && last.now >= now, `${first.now}, ${now}, ${last.now}`);
    },
  },
  {
    name: 'refuses a sid that is taken',
    async run({ store, other }) {
      const record = await storeWith(store);
      await rejects(other.insert({ ...altered, sid: record.sid }, 0));
      deepEqual(await findRecord(store, record.sid), record);
    },
  },
  {
    name: 'keeps a record of its own: what a caller does with one, before or after, alters nothing',
    async run({ store }) {
      const roles = ['member'];
      const record = await storeWith(store, { roles });
      roles.push('admin');
      const found = await findRecord(store, record.sid);
      try {
        Object.assign(found.authentication, { amr: ['forged'] });
      } catch {
        // Frozen, which is as good.
      }
      deepEqual(await findRecord(store, record.sid), recordFor(store, { roles: ['member'] }));
    },
  },
  {
    name: 'writes with keep only what no credential depends on, and no entry',
    async run({ store, other }) {
      const record = await storeWith(store);
      const cursor = await readCursor(store);
      const { value, now } = await store.replace({ kind: 'keep', record: { ...altered, sid: record.sid } });
      equal(value, 'replaced');
      const found = await findRecord(other, record.sid);
      const rotatedAt = found.refresh?.rotatedAt ?? 0;
      ok(Math.abs(rotatedAt - now) < 1);
      deepEqual(found, {
        ...record,
        version: 2,
        refresh: { salt: 'c2FsdA', rotation: 3, rotatedAt },
        client: altered.client,
        lastSeenAt: altered.lastSeenAt,
        inactivityDeadline: altered.inactivityDeadline,
        data: altered.data,
        dataVersion: 4,
      });
      deepEqual(await readEntries(other, cursor), []);
    },
  },
  {
    name: 'writes with supersede everything but the identity, and its entry',
    async run({ store, other }) {
      const record = await storeWith(store);
      const cursor = await readCursor(store);
      const { sid, subject, clientId, createdAt } = record;
      const { value, now } = await store.replace({ kind: 'supersede', record: { ...altered, sid }, retention: RETENTION });
      equal(value, 'replaced');
      const expected = { ...altered, sid, subject, clientId, createdAt, version: 2, endedAt: null, endReason: null };
      deepEqual(await findRecord(other, sid), expected);
      const [entry, ...rest] = await readEntries(other, cursor);
      deepEqual(rest, []);
      ok(entry?.kind === 'session' && Math.abs(entry.until - now - RETENTION) < 1);
      deepEqual({ ...entry, until: 0 }, { kind: 'session', sid, generation: 7, until: 0 });
      await store.replace({ kind: 'supersede', record: { ...expected, secretHash: null, refresh: null }, retention: RETENTION });
      deepEqual(await findRecord(store, sid), { ...expected, version: 3, secretHash: null, refresh: null });
    },
  },
  {
    name: 'writes with end the end alone, and its entry',
    async run({ store, other }) {
      const record = await storeWith(store);
      const cursor = await readCursor(store);
      const ending = { ...altered, sid: record.sid };
      const { value, now } = await store.replace({ kind: 'end', record: ending, reason: 'signed_out', retention: RETENTION });
      equal(value, 'replaced');
      const found = await findRecord(other, record.sid);
      ok(found.endedAt !== null && Math.abs(found.endedAt - now) < 1);
      deepEqual(found, { ...record, version: 2, endedAt: found.endedAt, endReason: 'signed_out' });
      const [entry, ...rest] = await readEntries(other, cursor);
      deepEqual(rest, []);
      ok(entry?.kind === 'session' && Math.abs(entry.until - now - RETENTION) < 1);
      deepEqual({ ...entry, until: 0 }, { kind: 'session', sid: record.sid, generation: NEVER, until: 0 });
    },
  },
  {
    name: 'writes nothing, neither record nor entry, where the version is another or the record is gone',
    async run({ store }) {
      const record = await storeWith(store, { version: 5 });
      const cursor = await readCursor(store);
      for (const kind of kinds) {
        for (const version of [4, 6]) {
          equal((await store.replace(changeOf(kind, { ...altered, sid: record.sid, version }))).value, 'conflict');
        }
        equal((await store.replace(changeOf(kind, { ...altered, sid: store.nameSession('alice', 'gone') }))).value, 'conflict');
      }
      deepEqual(await findRecord(store, record.sid), record);
      deepEqual(await readEntries(store, cursor), []);
    },
  },
  {
    name: 'never changes a record that has ended (invariant 5)',
    async run({ store, other }) {
      const record = await storeWith(store);
      await store.replace(changeOf('end', record));
      const ended = await findRecord(store, record.sid);
      const cursor = await readCursor(store);
      for (const kind of kinds) {
        for (const version of [1, 2, 3]) {
          equal((await other.replace(changeOf(kind, { ...altered, sid: record.sid, version }))).value, 'conflict');
        }
      }
      await other.touch([{ sid: record.sid, lastSeenAt: 3_000_000_000, inactivityDeadline: 3_999_900_000 }]);
      deepEqual((await other.endSubject({ subject: record.subject, reason: 'account_disabled', retention: RETENTION })).value, []);
      await other.announce([{ kind: 'session', sid: record.sid, generation: NEVER, until: 1 }]);
      deepEqual(await findRecord(store, record.sid), ended);
      deepEqual(await readEntries(store, cursor), []);
    },
  },
  {
    name: 'does not bring an expired session back to life with keep or touch (invariant 5)',
    async run({ store }) {
      const byInactivity = await storeWith(store, { sid: 'inactive', inactivityDeadline: 1_000_000_001 });
      const overall = await storeWith(store, { sid: 'overall', overallDeadline: 1_000_000_001 });
      for (const record of [byInactivity, overall]) {
        equal((await store.replace({ kind: 'keep', record: { ...altered, sid: record.sid } })).value, 'conflict');
        await store.touch([{ sid: record.sid, lastSeenAt: 3_000_000_000, inactivityDeadline: 3_999_900_000 }]);
        deepEqual(await findRecord(store, record.sid), record);
      }
    },
  },
  {
    name: 'lets an expired session be ended, with its entry',
    async run({ store }) {
      const record = await storeWith(store, { inactivityDeadline: 1_000_000_001 });
      equal((await store.replace(changeOf('end', record))).value, 'replaced');
      equal((await readEntries(store)).length, 1);
    },
  },
  {
    name: 'lets the times of activity only rise',
    async run({ store }) {
      const record = await storeWith(store, { lastSeenAt: 1_500_000_000, inactivityDeadline: 3_500_000_000 });
      const { sid } = record;
      const earlier = { lastSeenAt: 1_400_000_000, inactivityDeadline: 3_400_000_000 };
      await store.touch([{ sid, ...earlier }]);
      deepEqual(await findRecord(store, sid), record);
      await store.replace({ kind: 'keep', record: { ...record, ...earlier } });
      await store.replace({ kind: 'supersede', record: { ...record, ...earlier, version: 2 }, retention: RETENTION });
      deepEqual(await findRecord(store, sid), { ...record, version: 3 });
      await store.touch([
        { sid, lastSeenAt: 1_600_000_000, inactivityDeadline: 3_600_000_000.5 },
        { sid, lastSeenAt: 1_550_000_000, inactivityDeadline: 3_550_000_000 },
      ]);
      deepEqual(await findRecord(store, sid), { ...record, version: 3, lastSeenAt: 1_600_000_000, inactivityDeadline: 3_600_000_000.5 });
    },
  },
  {
    name: 'touches many sessions at once, and ignores those it does not know',
    async run({ store }) {
      const record = await storeWith(store);
      const unknown = Array.from({ length: 1200 }, (_, index) => ({ sid: `unknown-${index}`, lastSeenAt: 2e9, inactivityDeadline: 3e9 }));
      await store.touch([...unknown, { sid: record.sid, lastSeenAt: 1_234_567_890, inactivityDeadline: 0 }]);
      await store.touch([]);
      deepEqual(await findRecord(store, record.sid), { ...record, lastSeenAt: 1_234_567_890 });
    },
  },
  {
    name: `lets one of ${RACERS} changes to one version win, and writes the winner's entry alone`,
    async run({ store, other, raceRounds = RACE_ROUNDS }) {
      for (let round = 0; round < raceRounds; round += 1) {
        const record = await storeWith(store, { sid: `race-${round}` });
        const cursor = await readCursor(store);
        const racers = Array.from({ length: RACERS }, (_, index) => {
          const generation = index + 2;
          const change = changeOf(kinds[index % 3] ?? 'keep', { ...record, generation, dataVersion: generation });
          return { generation, change, run: () => (index % 2 === 0 ? store : other).replace(change) };
        });
        const outcomes = await race(
          round,
          racers.map(({ run }) => run),
        );
        const winners = racers.filter((_, index) => outcomes[index]?.value === 'replaced');
        equal(winners.length, 1);
        const stored = await findRecord(store, record.sid);
        equal(stored.version, 2);
        const kind = winners[0]?.change.kind;
        equal(stored.endedAt !== null, kind === 'end');
        if (kind !== 'end') equal(stored.dataVersion, winners[0]?.generation);
        const floors = (await readEntries(other, cursor)).map((entry) => (entry.kind === 'session' ? entry.generation : 0));
        deepEqual(floors, kind === 'keep' ? [] : [kind === 'end' ? NEVER : winners[0]?.generation]);
      }
    },
  },
  {
    name: 'deletes what ended or expired long enough ago, and counts it',
    async run({ store, other }) {
      const expired: SessionRecord[] = [];
      for (let index = 0; index < 600; index += 1) {
        expired.push(await storeWith(store, { sid: `expired-${index}`, subject: `s-${index % 50}`, overallDeadline: 1_000_000_000 }));
      }
      const standing = await storeWith(store, { sid: 'standing' });
      const ended = await storeWith(store, { sid: 'ended' });
      await store.replace(changeOf('end', ended));
      equal((await other.deleteExpired(1_000_000)).value, 600);
      for (const { sid } of expired.slice(0, 40)) equal((await store.find(sid)).value, undefined);
      notEqual((await store.find(ended.sid)).value, undefined);
      equal((await other.deleteExpired(0)).value, 1);
      equal((await store.find(ended.sid)).value, undefined);
      equal((await other.deleteExpired(0)).value, 0);
      notEqual((await store.find(standing.sid)).value, undefined);
    },
  },
];
