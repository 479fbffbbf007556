/** One `AbortSignal` per session that somebody watches; it fires when the session ends, wherever that happened. */
import { NEVER, type Revocation } from '@gemel/protocol';
import type { View } from '@gemel/verifier';

export interface EndedSignals {
  /** Returns the session's signal, already aborted where the session is known to have ended. */
  of(sid: string): AbortSignal;
  /** Fires the signals of sessions that `isOver` says have ended without an entry, by a timeout. */
  sweep(isOver: (sid: string) => Promise<boolean>): Promise<void>;
}

export function createEndedSignals(view: View): EndedSignals {
  const watched = new Map<string, AbortController>();

  const end = (sid: string): void => {
    const controller = watched.get(sid);
    watched.delete(sid);
    controller?.abort();
  };

  view.onEntry((entry: Revocation) => {
    if (entry.kind === 'session' && entry.generation === NEVER) end(entry.sid);
  });

  return {
    of(sid) {
      const known = watched.get(sid);
      if (known !== undefined) return known.signal;
      const controller = new AbortController();
      if (view.floorOf(sid) === NEVER) controller.abort();
      else watched.set(sid, controller);
      return controller.signal;
    },
    async sweep(isOver) {
      for (const sid of [...watched.keys()]) {
        if (await isOver(sid)) end(sid);
      }
    },
  };
}
