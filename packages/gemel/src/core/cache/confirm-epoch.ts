/** Whether the store that has just answered still holds the log that this node has read: after a failover it may lack what was acknowledged. */
import { GemelError, partitionOf } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import { createJoinNext } from '../ports/join-next.ts';
import type { SessionStore } from '../ports/session-store.ts';

/**
 * Resolves where a read of the log that was sent after the call is of the epoch given, or fails: then nothing speaks against the answer.
 * Reads under way are shared by those who wait.
 *
 * @throws GemelError `view_stale` where the epoch is another one, or the session's partition did not answer
 */
export type ConfirmEpoch = (sid: string, epoch: string) => Promise<void>;

export function createConfirmEpoch(store: Pick<SessionStore, 'readLog'>, view: Pick<View, 'cursor'>): ConfirmEpoch {
  const read = createJoinNext(() => store.readLog(view.cursor));

  return async (sid, epoch) => {
    const answer = await read().catch(() => undefined);
    if (answer === undefined) return;
    const page = answer.value;
    const isSilent = page.silent?.includes(partitionOf(sid, page.partitions ?? 1)) ?? false;
    if (page.epoch !== epoch || isSilent) throw new GemelError('view_stale', { sid });
  };
}
