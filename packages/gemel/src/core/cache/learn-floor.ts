/** What a node reads, its view learns: a record or a token of a later generation says that everything before it is superseded. */
import { NEVER, type Seconds } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { SessionRecord } from '../sessions/session-record.ts';

/** Raises the session's floor in this node's view to what was seen; tells nobody else, since whoever changed the session has done so. */
export type LearnFloor = (sid: string, generation: number) => void;

/** @param retention seconds that a floor is kept. @param engineTime seconds since 1970 by the store's clock */
export function createLearnFloor(view: View, retention: Seconds, engineTime: () => Seconds): LearnFloor {
  return (sid, generation) => {
    // Nothing is below the first generation.
    if (generation > 1 && generation > view.floorOf(sid))
      view.raise([{ kind: 'session', sid, generation, until: engineTime() + retention }]);
  };
}

/** The lowest generation that is acceptable where a record stands as it was read. */
export function floorIn(record: SessionRecord): number {
  return record.endedAt === null ? record.generation : NEVER;
}
