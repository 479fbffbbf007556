/** Reads records from the store, one read per session at a time, and remembers when each read was sent. */
import { type Clock, type Seconds, toGemelError } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import { floorIn, type LearnFloor } from './learn-floor.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { SessionRecord } from '../sessions/session-record.ts';

/** What a read of the store said, and since when it may be believed. */
export interface Load {
  readonly record: SessionRecord | undefined;
  /** Engine time of the answer. */
  readonly now: Seconds;
  /** This machine's monotonic time at which the read was sent. */
  readonly sentMs: number;
  /** This machine's wall time at which it was sent. */
  readonly sentWallMs: number;
  /** The view's era at which it was sent. */
  readonly era: number;
}

export interface RecordLoader {
  /**
   * Returns the answer of a read that was sent at `notBeforeMs` or later; joins one under way if it was.
   *
   * @throws GemelError `store_unavailable` and other faults of the store
   */
  load(sid: string, notBeforeMs: number): Promise<Load>;
}

export interface RecordLoaderParts {
  readonly store: Pick<SessionStore, 'find'>;
  readonly view: View;
  readonly clock: Clock;
  readonly learnFloor: LearnFloor;
  /** Milliseconds after which a read is taken for lost: nobody waits for it any more. */
  readonly patienceMs: number;
}

export function createRecordLoader({ store, view, clock, learnFloor, patienceMs }: RecordLoaderParts): RecordLoader {
  const underWay = new Map<string, { readonly sentMs: number; readonly answer: Promise<Load> }>();

  const send = (sid: string): Promise<Load> => {
    const sentMs = clock.monotonicMs();
    const sentWallMs = clock.wallMs();
    const era = view.era;
    const answer = store.find(sid).then(
      ({ value, now }) => {
        if (value !== undefined) learnFloor(value.sid, floorIn(value));
        return { record: value, now, sentMs, sentWallMs, era };
      },
      (error: unknown) => {
        throw toGemelError(error, 'store_unavailable');
      },
    );
    underWay.set(sid, { sentMs, answer });
    const forget = (): void => {
      if (underWay.get(sid)?.answer === answer) underWay.delete(sid);
    };
    answer.then(forget, forget);
    return answer;
  };

  return {
    async load(sid, notBeforeMs) {
      const flight = underWay.get(sid);
      const canJoin = flight !== undefined && flight.sentMs >= notBeforeMs && clock.monotonicMs() - flight.sentMs <= patienceMs;
      return canJoin ? flight.answer : send(sid);
    },
  };
}
