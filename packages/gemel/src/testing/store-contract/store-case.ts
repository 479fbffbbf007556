/** What a case of the store contract is, and what several of them do. */
import { equal, ok } from 'node:assert/strict';
import type { Revocation } from '@gemel/protocol';
import type { LogPage, SessionStore } from '../../core/ports/session-store.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { aSessionRecord } from '../a-session-record.ts';

/** Fresh for each case. */
export interface StoreHarness {
  /** A store with nothing in it. */
  readonly store: SessionStore;
  /** Another handle on the same data, as another process has it; the same store where there can be but one. */
  readonly other: SessionStore;
  /** Rounds of each race; `RACE_ROUNDS` where absent. */
  readonly raceRounds?: number;
}

/** One sentence about every store, and what shows it. Rejects where the store breaks it. */
export interface StoreCase {
  readonly name: string;
  run(harness: StoreHarness): Promise<void>;
}

/** Rounds of a race where the harness does not say, and those who take part in it. */
export const RACE_ROUNDS = 50;
export const RACERS = 64;

/** Seconds; long enough for every case, since stores keep their own time. */
export const RETENTION = 900;

/** A record as an application would make it: `sid` is the random text from which the store names the session. */
export function recordFor(store: SessionStore, overrides: Partial<SessionRecord> = {}): SessionRecord {
  const record = aSessionRecord(overrides);
  return { ...record, sid: store.nameSession(record.subject, record.sid) };
}

/** Inserts such a record and returns it. */
export async function storeWith(store: SessionStore, overrides: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const record = recordFor(store, overrides);
  equal((await store.insert(record, 0)).value, 'inserted');
  return record;
}

export async function findRecord(store: SessionStore, sid: string): Promise<SessionRecord> {
  const { value } = await store.find(sid);
  ok(value, `there is no session ${sid}`);
  return value;
}

/** Reads pages until there are no more; returns them. */
export async function readPages(store: SessionStore, after: string | undefined): Promise<readonly LogPage[]> {
  const pages: LogPage[] = [];
  let cursor = after;
  for (;;) {
    const { value } = await store.readLog(cursor);
    pages.push(value);
    if (!value.hasMore) return pages;
    cursor = value.cursor;
  }
}

export async function readEntries(store: SessionStore, after?: string): Promise<readonly Revocation[]> {
  return (await readPages(store, after)).flatMap((page) => page.entries);
}

/** The cursor of a reader that has everything. */
export async function readCursor(store: SessionStore): Promise<string> {
  const pages = await readPages(store, undefined);
  return pages.at(-1)?.cursor ?? '';
}

/** Runs all at once, in an order that the round decides; returns the outcomes in the order given. */
export async function race<T>(round: number, racers: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const started: (Promise<T> | undefined)[] = racers.map(() => undefined);
  for (let step = 0; step < racers.length; step += 1) {
    // 37 has no divisor in common with the number of racers, so each one has its turn.
    const index = (round * 11 + step * 37) % racers.length;
    started[index] = racers[index]?.();
  }
  return Promise.all(started.filter((promise) => promise !== undefined));
}

/** Text that has forged fields, cut strings short or named prototypes elsewhere. */
export const hostileTexts: readonly string[] = [
  'line\r\nbreak: 1\r\n\r\n',
  'a\0b',
  '\0',
  'name=value; tfa_verified=1',
  '__proto__',
  'constructor',
  `'"); DROP TABLE gemel_session; --`,
  '\\u0000 \\" \\',
  '%s %00 ${x} {{x}}',
  '👩‍👩‍👧 é e\u0301 \u202e \ufeff \ufffd',
  '\u2028\u2029\u007f\u0085',
  ' leading and trailing ',
  '',
];
