/** Whether the lease stands for all that a credential hangs on. */
import type { Actor } from '@gemel/protocol';
import type { View } from './view.ts';

/** Where the log has partitions, a session and the one that it came of may lie in two. */
export function isFreshFor(view: View, monotonicMs: number, { sid, act }: { readonly sid: string; readonly act?: Actor | null }): boolean {
  return view.isFreshAt(monotonicMs, sid) && (!act || view.isFreshAt(monotonicMs, act.sid));
}
