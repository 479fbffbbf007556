/** Reads a record by a store that is known to be the one whose log this node has read. */
import type { Clock } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { SessionStore } from '../ports/session-store.ts';
import type { Found } from '../ports/stamped.ts';
import { expiresAt } from '../sessions/check-record.ts';
import type { SessionRecord } from '../sessions/session-record.ts';
import type { ConfirmEpoch } from './confirm-epoch.ts';

/**
 * Resolves with the record as the store has it.
 *
 * @param covering where the view has come to: a replica that has come as far may answer. Without it the primary answers.
 * @throws GemelError `view_stale` where the view is not fresh and the store's log is another one; faults of the store
 */
export type FindRecord = (sid: string, covering?: string) => Promise<Found<SessionRecord | undefined>>;

export interface FindRecordParts {
  readonly store: Pick<SessionStore, 'find'>;
  readonly view: Pick<View, 'status' | 'isFreshAt'>;
  readonly clock: Clock;
  readonly confirmEpoch: ConfirmEpoch;
}

/** A view that is not fresh cannot vouch for what is read: the store has to show that it has not failed over unnoticed. */
export function createFindRecord({ store, view, clock, confirmEpoch }: FindRecordParts): FindRecord {
  const findOne: FindRecord = async (sid, covering) => {
    const { epoch } = view.status();
    const found = await store.find(sid, covering);
    if (epoch !== undefined && !view.isFreshAt(clock.monotonicMs(), sid)) await confirmEpoch(sid, epoch);
    return found;
  };

  /** A copy may lack the session that another came of: it lets in, and turns nobody away. */
  const findOrigin: FindRecord = async (sid, covering) => {
    const found = await findOne(sid, covering);
    return found.isCopy === true && isOver(found) ? findOne(sid) : found;
  };

  /** A session that came of another ends with it: where that one does not stand, what is returned has ended. */
  return async (sid, covering) => {
    const found = await findOne(sid, covering);
    if (found.value === undefined || found.value.act === null || found.value.endedAt !== null) return found;
    const origin = await findOrigin(found.value.act.sid, covering);
    if (!isOver(origin)) return { ...found, isCopy: found.isCopy === true || origin.isCopy === true };
    return { ...found, value: { ...found.value, endedAt: origin.now, endReason: 'origin_ended' } };
  };
}

function isOver({ value, now }: Found<SessionRecord | undefined>): boolean {
  return value === undefined || value.endedAt !== null || now >= expiresAt(value);
}
