/** One `AbortSignal` per session that somebody watches; it fires when the session ends, wherever that happened. */
import { NEVER, type Revocation } from '@gemel/protocol';
import type { View } from '@gemel/verifier';

export interface EndedSignals {
  /**
   * Returns the session's signal, already aborted where the session is known to have ended.
   *
   * @param origin the session that it came of, with which it ends.
   */
  of(sid: string, origin?: string): AbortSignal;
  /** Fires the signals of sessions that `isOver` says have ended without an entry, by a timeout. */
  sweep(isOver: (sid: string) => Promise<boolean>): Promise<void>;
}

export function createEndedSignals(view: View): EndedSignals {
  const watched = new Map<string, AbortController>();
  /** Of each session that others came of, those that are watched. */
  const offspring = new Map<string, Set<string>>();

  const end = (sid: string): void => {
    const controller = watched.get(sid);
    watched.delete(sid);
    controller?.abort();
    const those = offspring.get(sid) ?? [];
    offspring.delete(sid);
    for (const one of those) end(one);
  };

  const follow = (sid: string, origin: string): void => {
    const those = offspring.get(origin) ?? new Set();
    offspring.set(origin, those.add(sid));
  };

  view.onEntry((entry: Revocation) => {
    if (entry.kind === 'session' && entry.generation === NEVER) end(entry.sid);
  });

  return {
    of(sid, origin) {
      const known = watched.get(sid);
      if (known !== undefined) return known.signal;
      const controller = new AbortController();
      const isOver = view.floorOf(sid) === NEVER || (origin !== undefined && view.floorOf(origin) === NEVER);
      if (isOver) controller.abort();
      else watched.set(sid, controller);
      if (!isOver && origin !== undefined) follow(sid, origin);
      return controller.signal;
    },
    async sweep(isOver) {
      for (const sid of [...watched.keys()]) {
        if (await isOver(sid)) end(sid);
      }
    },
  };
}
