/** Reads a record by a store that is known to be the one whose log this node has read. */
import { type Clock, GemelError } from '@gemel/protocol';
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
  readonly view: Pick<View, 'status' | 'isFreshAt' | 'era'>;
  readonly clock: Clock;
  readonly confirmEpoch: ConfirmEpoch;
}

/**
 * A view that is not fresh cannot vouch for what is read: the store has to show that it has not failed over unnoticed. A session that came of
 * another ends with it: where that one does not stand, what is returned has ended.
 */
export function createFindRecord({ store, view, clock, confirmEpoch }: FindRecordParts): FindRecord {
  const find: FindRecord = async (sid, covering) => {
    const { era } = view;
    const found = await store.find(sid, covering);
    if (!view.isFreshAt(clock.monotonicMs(), sid)) await confirm(sid, era);
    const { value } = found;
    if (value === undefined || value.act === null || value.endedAt !== null) return found;
    const origin = await findOrigin(value.act.sid, covering);
    if (!isOver(origin)) return { ...found, isCopy: found.isCopy === true || origin.isCopy === true };
    return { ...found, value: { ...value, endedAt: origin.now, endReason: 'origin_ended' } };
  };

  /** Which log was known when the read was sent is not known any more where another era has begun. */
  const confirm = async (sid: string, era: number): Promise<void> => {
    const { epoch } = view.status();
    if (epoch === undefined) return;
    if (view.era !== era) throw new GemelError('view_stale', { sid });
    await confirmEpoch(sid, epoch);
  };

  /** A copy may lack the session that another came of: it lets in, and turns nobody away. */
  const findOrigin: FindRecord = async (sid, covering) => {
    const found = await find(sid, covering);
    return found.isCopy === true && isOver(found) ? find(sid) : found;
  };

  return find;
}

function isOver({ value, now }: Found<SessionRecord | undefined>): boolean {
  return value === undefined || value.endedAt !== null || now >= expiresAt(value);
}
