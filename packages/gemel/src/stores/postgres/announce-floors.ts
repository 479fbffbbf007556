/** Writes floors again that a failover may have lost, without writing them once for each node that does. */
import { NEVER, type SessionRevocation } from '@gemel/protocol';
import { untilOfLostChange } from '../../core/ports/lost-change.ts';
import { readNumber, readText } from '../stored-row.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import { ENTER_FLOORS, LACKING_FLOORS, LOCK_ANNOUNCEMENTS } from './log-entries.ts';
import type { PostgresConnection, RunStatement } from './postgres-connection.ts';
import type { PostgresValue } from './postgres-pool.ts';
import { END_BELOW } from './session-statements.ts';

type Floors = readonly SessionRevocation[];

/** Floors that one transaction writes. */
const BATCH = 1000;

/** Returns whether anything was written. Most nodes find that another has announced already, and take no lock. */
export async function announceFloors(connection: PostgresConnection, floors: Floors): Promise<boolean> {
  let hasWritten = false;
  for (const batch of batchesOf(floors)) {
    const lacking = await lackingFloors(async (statement, values) => (await connection.run(statement, values)).value, batch);
    if (lacking.length === 0) continue;
    await connection.transact((run) => enter(run, lacking));
    hasWritten = true;
  }
  return hasWritten;
}

async function enter(run: RunStatement, floors: Floors): Promise<void> {
  await run(LOCK_ANNOUNCEMENTS);
  const ended = await run(END_BELOW, [sidsOf(floors), generationsOf(floors)]);
  const deadlines = new Map(ended.map((row) => [fromStoredText(readText(row, 'sid')), readNumber(row, 'overall_deadline')]));
  const stillLacking = new Set(await lackingFloors(run, floors));
  const entries = floors.flatMap((floor) => {
    const overallDeadline = deadlines.get(floor.sid);
    if (overallDeadline !== undefined) return { ...floor, generation: NEVER, until: untilOfLostChange(floor.until, overallDeadline) };
    return stillLacking.has(floor) ? floor : [];
  });
  await run(ENTER_FLOORS, floorValues(entries));
}

/** Those that the log does not have, or that end a session. */
async function lackingFloors(run: RunStatement, floors: Floors): Promise<Floors> {
  const rows = await run(LACKING_FLOORS, floorValues(floors));
  return rows.flatMap((row) => floors[readNumber(row, 'position') - 1] ?? []);
}

function floorValues(floors: Floors): PostgresValue[] {
  return [sidsOf(floors), generationsOf(floors), floors.map(({ until }) => until)];
}

const sidsOf = (floors: Floors): readonly string[] => floors.map(({ sid }) => toStoredText(sid));
const generationsOf = (floors: Floors): readonly number[] => floors.map(({ generation }) => generation);

/** No two floors of one session are in one batch: each is judged by what is there before. */
function batchesOf(floors: Floors): readonly Floors[] {
  const batches: SessionRevocation[][] = [];
  const next = new Map<string, number>();
  let firstOpen = 0;
  for (const floor of floors) {
    while (isFull(batches[firstOpen])) firstOpen += 1;
    let index = Math.max(next.get(floor.sid) ?? 0, firstOpen);
    while (isFull(batches[index])) index += 1;
    (batches[index] ??= []).push(floor);
    next.set(floor.sid, index + 1);
  }
  return batches;
}

function isFull(batch: Floors | undefined): boolean {
  return batch !== undefined && batch.length >= BATCH;
}
