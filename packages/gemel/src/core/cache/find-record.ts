/** Reads a record by a store that is known to be the one whose log this node has read. */
import type { Clock } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { SessionStore } from '../ports/session-store.ts';
import type { Found } from '../ports/stamped.ts';
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
  return async (sid, covering) => {
    const { epoch } = view.status();
    const found = await store.find(sid, covering);
    if (epoch !== undefined && !view.isFreshAt(clock.monotonicMs(), sid)) await confirmEpoch(sid, epoch);
    return found;
  };
}
